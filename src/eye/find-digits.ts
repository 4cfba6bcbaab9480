import type { Raster } from '../image/raster';
import type { Box } from '../preprocess/grey-image';
import type { Steps } from '../steps';
import { commonArea, type FoundDigit, mergeCells, readCells } from './eye-map';
import { formHypotheses, type Glance, type Hypothesis } from './hypotheses';
import { type Region, wholeRegion } from './look';
import { boxInPicture, type EyeNetwork, LOOK_COST, lookAround, lookAt } from './sight';

/** Looks at one picture, at most: a page of some sixty digits. */
export const MOST_LOOKS = 96;
/** Of these, the first ones look for writing; the others read it. */
const MOST_SURVEYS = 24;
/** Parts of a picture that are looked at overlap by half. */
const STEP = 0.5;
/** Objectness that is remembered, of a digit worth a closer look, and of one beside it that is worth another; not tuned. */
const LEAST_OBJECTNESS = 0.03;
const WORTH_A_LOOK = 0.25;
const SURE = 0.5;
/** A closer look shows so much around a digit, of which its longer side is 1: its neighbours tell where it ends. */
const CLOSER_LOOK = 2;
/** A digit within this distance of a look's middle, in shares of its side, needs no closer look of its own. */
const CENTRAL = 0.12;
/** With more than this share of the smaller one in common, two boxes show one digit. */
const SAME_DIGIT = 0.5;

/** A digit that a look has found. */
interface Candidate {
  /** In pixels of the picture, in fractions. */
  readonly box: Box;
  readonly objectness: number;
  /** How sure and near to the middle of its look it is. */
  readonly worth: number;
  /** Its distance from the middle, in shares of the look's side. */
  readonly off: number;
}

/**
 * Finds what may be the digits of a picture. Looks at the whole, and at overlapping parts of it as wide as it is high (or as high as
 * it is wide), find where there is writing. A closer look at each digit that they have found, in which it is as large as in training,
 * says what is there. So a page costs a look per digit and a few more, and never more than `MOST_LOOKS`.
 *
 * @param picture grey or RGB
 * @returns in no order
 */
export function* findDigitsInSteps(network: EyeNetwork, picture: Raster): Steps<Hypothesis[]> {
  const glances: Glance[] = [];
  const glance = (region: Region): Candidate[] => {
    const digits = readCells(lookAt(network, picture, region).map, LEAST_OBJECTNESS);
    glances.push({ region, digits });
    return candidatesIn(region, mergeCells(digits));
  };
  const surveyed: Candidate[] = [];
  for (const region of surveyRegions(picture)) {
    surveyed.push(...glance(region));
    yield LOOK_COST;
  }
  const waiting = withoutDoubles(surveyed.filter(({ objectness }) => objectness >= WORTH_A_LOOK));
  const looked: Candidate[] = [];
  while (glances.length < MOST_LOOKS && waiting.length > 0) {
    const next = waiting.shift()!;
    looked.push(next);
    const seen = glance(lookAround(next.box, CLOSER_LOOK));
    yield LOOK_COST;
    // What a closer look finds beside the digit may not have been seen before.
    for (const digit of seen) {
      const isKnown = [...looked, ...waiting].some((other) => isSame(other.box, digit.box));
      if (!isKnown && digit.off > CENTRAL && digit.objectness >= SURE) waiting.push(digit);
    }
  }
  return formHypotheses(glances);
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

function candidatesIn(region: Region, digits: readonly FoundDigit[]): Candidate[] {
  return digits.map(({ box, objectness }) => {
    const off = Math.hypot(box.x + box.width / 2 - 0.5, box.y + box.height / 2 - 0.5);
    return { box: boxInPicture(region, box), objectness, worth: objectness * (1 - off), off };
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
