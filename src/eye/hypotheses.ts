import type { Box } from '../preprocess/grey-image';
import { evidence, type FoundDigit, overlap } from './eye-map';
import type { Region } from './look';
import { boxInPicture } from './sight';

/**
 * How well a look shows a digit: best in its middle, with a longer side of two thirds of the look; worse with the square of the distance,
 * and of the ratio's logarithm. Fitted, as the other figures here, to amounts that the eye has learned from.
 */
const BEST_SIZE = 0.65;
const SPREAD = { distance: 0.4, size: 0.75 };
/** Digits so small or large, as shares of a look, are none. */
const SMALLEST = 0.08;
const LARGEST = 1.1;
/** With more than this share of their union in common, two boxes show one digit. */
const SAME_DIGIT = 0.4;
/** Evidence from which a box is a digit that is to be considered. */
const WORTH_A_THOUGHT = -2;
/** Evidence of a look at a place where it sees nothing, and the most that a look can say, in log odds. */
const UNSEEN = -4.5;
const MOST_EVIDENCE = 6;
/** A look has an opinion on what lies no further from its middle than this, to any side. */
const REACH = 0.48;
/** Only so many opinions count, the best of all looks: a digit is seen by two or three looks, in a few cells of each. */
const MOST_OPINIONS = 2_000;
/** What even the worst look counts. */
const LEAST_WEIGHT = 1e-4;

/** What one look has seen. */
export interface Glance {
  readonly region: Region;
  /** Of each cell of its map that sees a digit. */
  readonly digits: readonly FoundDigit[];
}

/** What may be a digit, by all looks that have shown the place. */
export interface Hypothesis {
  /** In pixels of the picture, in fractions. */
  readonly box: Box;
  /** Mean of the looks' log odds that this is a digit. */
  readonly evidence: number;
  /** Which digit it is: the softmax of these ten are probabilities. */
  readonly logits: Float32Array;
}

interface Opinion extends FoundDigit {
  readonly glance: Glance;
  readonly inPicture: Box;
  readonly weight: number;
}

/**
 * Gathers what several looks have seen of the same places. Boxes that overlap are one hypothesis, which the looks that show it best
 * have most to say about. Hypotheses may exclude each other: `decodeLine()` chooses.
 */
export function formHypotheses(glances: readonly Glance[]): Hypothesis[] {
  const groups: Opinion[][] = [];
  for (const opinion of opinionsOf(glances)) {
    const [group, common] = mostAlike(groups, opinion.inPicture);
    if (group !== null && common > SAME_DIGIT) group.push(opinion);
    else if (evidence(opinion) > WORTH_A_THOUGHT) groups.push([opinion]);
  }
  return groups.map((group) => ({ ...meanOf(group), evidence: evidenceOf(group, glances) }));
}

/** Of all looks, the surest that are shown best first. */
function opinionsOf(glances: readonly Glance[]): Opinion[] {
  const opinions = glances.flatMap((glance) =>
    glance.digits.flatMap((digit) => {
      const size = Math.max(digit.box.width, digit.box.height);
      if (size < SMALLEST || size > LARGEST) return [];
      const inPicture = boxInPicture(glance.region, digit.box);
      return [{ ...digit, glance, inPicture, weight: weightIn(glance.region, inPicture) }];
    }),
  );
  const rank = ({ objectness, weight }: Opinion) => objectness * (weight + 0.02);
  return opinions.sort((a, b) => rank(b) - rank(a)).slice(0, MOST_OPINIONS);
}

/** How well a look shows a box, 0 to 1. */
function weightIn({ x, y, side }: Region, box: Box): number {
  const off = Math.hypot(box.x + box.width / 2 - x - side / 2, box.y + box.height / 2 - y - side / 2) / side;
  const size = Math.max(box.width, box.height) / side;
  return Math.exp(-((off / SPREAD.distance) ** 2) - (Math.log(size / BEST_SIZE) / SPREAD.size) ** 2);
}

/** The group whose first box has most in common with one. */
function mostAlike(groups: readonly Opinion[][], box: Box): [Opinion[] | null, number] {
  let [best, most]: [Opinion[] | null, number] = [null, 0];
  for (const group of groups) {
    const common = overlap(group[0]!.inPicture, box);
    if (common > most) [best, most] = [group, common];
  }
  return [best, most];
}

function meanOf(group: readonly Opinion[]): Pick<Hypothesis, 'box' | 'logits'> {
  const box = { x: 0, y: 0, width: 0, height: 0 };
  const logits = new Float32Array(10);
  const total = group.reduce((sum, opinion) => sum + weightOf(opinion), 0);
  for (const opinion of group) {
    const share = weightOf(opinion) / total;
    for (const key of ['x', 'y', 'width', 'height'] as const) box[key] += share * opinion.inPicture[key];
    for (let digit = 0; digit < 10; digit++) logits[digit]! += share * opinion.logits[digit]!;
  }
  return { box, logits };
}

function weightOf({ objectness, weight }: Opinion): number {
  return objectness * (weight + LEAST_WEIGHT);
}

/** What the looks that have shown a place say, those included that have seen nothing there. */
function evidenceOf(group: readonly Opinion[], glances: readonly Glance[]): number {
  const { inPicture: box } = group[0]!;
  let [sum, total] = [0, 0];
  for (const glance of glances) {
    const { x, y, side } = glance.region;
    const off = Math.max(
      Math.abs(box.x + box.width / 2 - x - side / 2),
      Math.abs(box.y + box.height / 2 - y - side / 2),
    );
    if (off > REACH * side) continue;
    const weight = weightIn(glance.region, box) + LEAST_WEIGHT;
    const seen = group.filter((opinion) => opinion.glance === glance).map(evidence);
    sum += weight * Math.min(Math.max(UNSEEN, ...seen), MOST_EVIDENCE);
    total += weight;
  }
  return total === 0 ? UNSEEN : sum / total;
}
