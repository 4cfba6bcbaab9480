import type { Raster } from '../image/raster';
import type { Box } from '../preprocess/grey-image';
import type { Steps } from '../steps';
import { commonArea, type FoundDigit } from './eye-map';
import { type Region, wholeRegion } from './look';
import { boxInPicture, type EyeNetwork, LOOK_COST, lookAround, lookAt } from './sight';

/** Looks at one picture, at most: a page of some sixty digits. */
export const MOST_LOOKS = 96;
/** Of these, the first ones look for writing; the others read it. */
const MOST_SURVEYS = 24;
/** Parts of a picture that are looked at overlap by half. */
const STEP = 0.5;
/** Objectness of a digit worth a closer look, and of one that is counted; not tuned. */
const WORTH_A_LOOK = 0.25;
const LEAST_OBJECTNESS = 0.5;
/** A closer look shows so much around a digit, of which its longer side is 1: its neighbours tell where it ends. */
const CLOSER_LOOK = 2;
/** A digit within this distance of a look's middle, in shares of its side, needs no closer look of its own. */
const CENTRAL = 0.12;
/** A digit of a closer look is as large as this, as a share of the look; others are parts of strokes or several digits. */
const SMALLEST = 0.2;
const LARGEST = 0.95;
/** With more than this share of the smaller one in common, two boxes show one digit. */
const SAME_DIGIT = 0.5;

/** A digit somewhere in a picture. */
export interface DigitInPicture {
  /** In pixels of the picture, in fractions. */
  readonly box: Box;
  /** The eye's opinion on it. */
  readonly digit: Pick<FoundDigit, 'objectness' | 'logits'>;
}

/** With how near its look's middle it was. */
interface Candidate extends DigitInPicture {
  readonly worth: number;
  readonly off: number;
}

/**
 * Finds all digits of a picture. Looks at the whole, and at overlapping parts of it as wide as it is high (or as high as it is
 * wide), find where there is writing. A closer look at each of what they have found, in which it is as large as in training, says
 * what is there. So a page costs a look per digit and a few more, and never more than `MOST_LOOKS`.
 *
 * @param picture grey or RGB
 * @returns in no order
 */
export function* findDigitsInSteps(network: EyeNetwork, picture: Raster): Steps<DigitInPicture[]> {
  const surveyed: Candidate[] = [];
  const surveys = surveyRegions(picture);
  for (const region of surveys) {
    surveyed.push(...digitsIn(network, picture, region));
    yield LOOK_COST;
  }
  const found: Candidate[] = [];
  const waiting = withoutDoubles(surveyed.filter(({ digit }) => digit.objectness >= WORTH_A_LOOK));
  const looked: Candidate[] = [];
  for (let looks = surveys.length; looks < MOST_LOOKS && waiting.length > 0; looks++) {
    const next = waiting.shift()!;
    looked.push(next);
    const seen = digitsIn(network, picture, lookAround(next.box, CLOSER_LOOK)).filter(
      ({ size }) => size >= SMALLEST && size <= LARGEST,
    );
    found.push(...seen);
    // What a closer look finds beside the digit may not have been seen before.
    for (const digit of seen) {
      const isKnown = [...looked, ...waiting].some((other) => isSame(other.box, digit.box));
      if (!isKnown && digit.off > CENTRAL && digit.digit.objectness >= LEAST_OBJECTNESS) waiting.push(digit);
    }
    yield LOOK_COST;
  }
  return withoutDoubles(found.filter(({ digit }) => digit.objectness >= LEAST_OBJECTNESS));
}

/** The whole picture, and squares of its shorter side along the longer one. */
function surveyRegions(picture: Raster): Region[] {
  const { width, height } = picture;
  const whole = wholeRegion(picture);
  const side = Math.min(width, height);
  const rest = Math.max(width, height) - side;
  const count = Math.min(Math.ceil(rest / (STEP * side)), MOST_SURVEYS - 1);
  if (count === 0) return [whole];
  const parts = Array.from({ length: count + 1 }, (_, i) => {
    const along = (rest * i) / count;
    return width > height ? { x: along, y: 0, side } : { x: 0, y: along, side };
  });
  return [whole, ...parts];
}

function digitsIn(network: EyeNetwork, picture: Raster, region: Region): (Candidate & { size: number })[] {
  return lookAt(network, picture, region).digits.map((digit) => {
    const { box, objectness } = digit;
    const off = Math.hypot(box.x + box.width / 2 - 0.5, box.y + box.height / 2 - 0.5);
    const worth = objectness * (1 - off);
    return { box: boxInPicture(region, box), digit, worth, off, size: Math.max(box.width, box.height) };
  });
}

/** Leaves the best of those that show one digit. */
function withoutDoubles(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.worth - a.worth)) {
    if (!kept.some(({ box }) => isSame(box, candidate.box))) kept.push(candidate);
  }
  return kept;
}

function isSame(a: Box, b: Box): boolean {
  return commonArea(a, b) > SAME_DIGIT * Math.min(a.width * a.height, b.width * b.height);
}
