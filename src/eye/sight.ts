import type { Raster } from '../image/raster';
import type { Box } from '../preprocess/grey-image';
import { evidence, type FoundDigit, overlap, readMap, sigmoid } from './eye-map';
import { look, type Region, wholeRegion } from './look';
import { LOOK_SIDE, type LookBox } from './look-box';

/** Objectness from which a digit counts in a look; not tuned. */
const LEAST_OBJECTNESS = 0.2;
/** Other digits that are as sure as this, and at least half as large as the subject, are several. */
const OTHER_OBJECTNESS = 0.5;
const OTHER_SIZE = 0.5;
/** A second look shows a digit with so much around it, of which the longer side of its box is 1. */
const SECOND_LOOK = 1.6;
/**
 * A part of a triangle can be a 1, that of an arrow a 7, and a letter in a joined hand both. With so much around them, of which the longer side
 * of the box is 1, whatever they belong to is seen, and how it is written.
 */
const SURROUNDINGS = 2.7;
/** A look shows the whole of what another shows a part of if it is as sure as this, and its box so many times as large; not tuned. */
const WHOLE_OBJECTNESS = 0.8;
const WHOLE_SIZE = 1.5;
/** Share of both that the boxes in two looks at the same digit have in common, at least. */
const SAME_PLACE = 0.4;
/** Log odds of a digit where a look shows none. */
const UNSEEN = -8;
/** Smallest part of a picture that is looked at again, in pixels. */
const SMALLEST_REGION = 8;

/** Pixels per side of a coarse look. */
export const COARSE_SIDE = 32;

/** Microseconds of a look: what a picture of 280×280 takes, and the network. */
export const LOOK_COST = 1_400;
export const COARSE_LOOK_COST = 700;

/** The network that looks. */
export interface EyeNetwork {
  /**
   * @param seen values of `look()`
   * @param shape of them: height, width and channels
   * @returns cells of 15 numbers for `readMap()`, one for each 8×8 pixels
   */
  run(seen: Float32Array, shape: [height: number, width: number, channels: number]): Float32Array;
}

/** What a look shows of a picture. */
export interface Sight {
  readonly region: Region;
  /** What the network was shown, and its answer: 64×64×3 and 8×8×15 numbers. */
  readonly seen: Float32Array;
  readonly map: Float32Array;
  /** Surest first; may be empty. */
  readonly digits: readonly FoundDigit[];
  /** The digit that the picture is about; where there is none, what is most like one. */
  readonly subject: FoundDigit;
}

/**
 * Looks at the whole picture.
 *
 * @param raster grey or RGB
 */
export function firstLook(network: EyeNetwork, raster: Raster): Sight {
  return lookAt(network, raster, wholeRegion(raster));
}

/** Looks at the whole picture with fewer pixels, which costs so much less. */
export function coarseLook(network: EyeNetwork, raster: Raster): Sight {
  return lookAt(network, raster, wholeRegion(raster), worthInPicture, COARSE_SIDE);
}

/** Looks again, at what a first look has found; what it finds is the digit nearest to the middle. */
export function secondLook(network: EyeNetwork, raster: Raster, first: Sight): Sight {
  const region = lookAround(subjectBox(first), SECOND_LOOK);
  const second = lookAt(network, raster, region, worthInCrop);
  return second.digits.length === 0 ? first : second;
}

/** Looks at a digit with its surroundings and with fewer pixels: strokes that lie far apart are closer to each other. */
export function widerLook(network: EyeNetwork, raster: Raster, sight: Sight): Sight {
  return lookAt(network, raster, lookAround(subjectBox(sight), SURROUNDINGS), worthInCrop, COARSE_SIDE);
}

/** @returns whether a look shows only a part of the digit in another */
export function isPartOf(part: Sight, whole: Sight): boolean {
  const inPart = subjectBox(part);
  const inWhole = subjectBox(whole);
  return (
    whole.subject.objectness >= WHOLE_OBJECTNESS &&
    inWhole.width * inWhole.height >= WHOLE_SIZE * inPart.width * inPart.height &&
    overlap(inPart, inWhole) >= SAME_PLACE
  );
}

/**
 * Weighs what two looks at the same say: parts of letters and scribbles are digits only from nearby.
 *
 * @returns the second look, whose subject has the mean of both log odds that there is a digit
 */
export function weighLooks(first: Sight, second: Sight): Sight {
  return weighEvidence(second, evidence(first.subject));
}

/** @returns the look, whose subject has the mean of its own log odds and of others that there is a digit */
export function weighEvidence(sight: Sight, other: number): Sight {
  const { subject } = sight;
  return { ...sight, subject: { ...subject, objectness: sigmoid((evidence(subject) + other) / 2) } };
}

/**
 * Looks at a digit with its surroundings.
 *
 * @param box in pixels of the picture
 * @returns log odds that there is a digit in this place
 */
export function evidenceAmongOthers(network: EyeNetwork, raster: Raster, box: Box): number {
  const region = lookAround(box, SURROUNDINGS);
  const { map } = lookAt(network, raster, region);
  const there = readMap(map, 0).find((digit) => overlap(boxInPicture(region, digit.box), box) >= SAME_PLACE);
  return there === undefined ? UNSEEN : Math.max(evidence(there), UNSEEN);
}

/** @returns the box of a look's subject in pixels of the picture, in fractions */
export function subjectBox({ region, subject }: Pick<Sight, 'region' | 'subject'>): Box {
  return boxInPicture(region, subject.box);
}

/** @returns a box of a look in pixels of the picture, in fractions */
export function boxInPicture({ x, y, side }: Region, box: LookBox): Box {
  return { x: x + side * box.x, y: y + side * box.y, width: side * box.width, height: side * box.height };
}

/**
 * Looks at a part of a picture.
 *
 * @param worthOf how much speaks for a digit as the one that is meant
 * @param side pixels per side that the network is shown, a multiple of 8
 */
export function lookAt(
  network: EyeNetwork,
  raster: Raster,
  region: Region,
  worthOf: (digit: FoundDigit) => number = worthInPicture,
  side: number = LOOK_SIDE,
): Sight {
  const seen = new Float32Array(side * side * 3);
  look(raster, region, seen);
  const map = network.run(seen, [side, side, 3]);
  const digits = readMap(map, LEAST_OBJECTNESS);
  let subject = digits[0] ?? readMap(map, 0)[0]!;
  for (const digit of digits) if (worthOf(digit) > worthOf(subject)) subject = digit;
  return { region, seen, map, digits, subject };
}

/** @returns a square around a box, as many times as large as its longer side */
export function lookAround({ x, y, width, height }: Box, times: number): Region {
  const side = Math.max(times * Math.max(width, height), SMALLEST_REGION);
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, side };
}

/** @returns the number of digits in a look that are as large as its subject, the subject among them */
export function countAlike({ digits, subject }: Pick<Sight, 'digits' | 'subject'>): number {
  return Math.max(alikeIn(digits, subject).length, 1);
}

/**
 * The same for a whole picture whose subject a closer look has shown: what lies in its box are parts of it.
 *
 * @param shown its box in pixels of the picture
 */
export function countAlikeBeside({ digits, subject, region }: Sight, shown: Box): number {
  const isPart = ({ box }: FoundDigit) => {
    const { x, y, width, height } = boxInPicture(region, box);
    const [right, down] = [x + width / 2 - shown.x, y + height / 2 - shown.y];
    return right >= 0 && down >= 0 && right <= shown.width && down <= shown.height;
  };
  const alike = alikeIn(digits, subject).filter((digit) => digit === subject || !isPart(digit));
  return Math.max(alike.length, 1);
}

function alikeIn(digits: readonly FoundDigit[], subject: FoundDigit): FoundDigit[] {
  return digits.filter(
    ({ box, objectness }) => objectness >= OTHER_OBJECTNESS && box.height >= OTHER_SIZE * subject.box.height,
  );
}

/** A picture is about the digit that is large, sure and not far from the middle. */
function worthInPicture({ box, objectness }: FoundDigit): number {
  return objectness * Math.max(box.width, box.height) * Math.max(1 - offMiddle(box), 0.01);
}

function worthInCrop({ box, objectness }: FoundDigit): number {
  return objectness * Math.max(1 - 2 * offMiddle(box), 0.01);
}

/** Distance of a box's middle from that of the look, in shares of its side. */
function offMiddle({ x, y, width, height }: LookBox): number {
  return Math.hypot(x + width / 2 - 0.5, y + height / 2 - 0.5);
}
