import type { Box } from '../preprocess/grey-image';
import { overlap } from './eye-map';
import type { Hypothesis } from './hypotheses';

/** A digit continues a line if its middle is no further above or below the last one's than this share of the taller's height. */
const NEAR = 0.55;
/** Of hypotheses with more than this share of their union in common, the surest says where lines are. */
const SAME_PLACE = 0.2;

/**
 * Groups digits into lines and puts them in reading order: lines from top to bottom, digits from left to right. Lines may slant, since
 * each digit is compared with the one before it; columns side by side are read row by row.
 *
 * @param digits with their boxes, in any order
 */
export function toLines<T extends { readonly box: Box }>(digits: readonly T[]): T[][] {
  const lines: T[][] = [];
  for (const digit of digits.toSorted((a, b) => a.box.x - b.box.x)) {
    let nearest: T[] | null = null;
    let least = NEAR;
    for (const line of lines) {
      const distance = distanceBetween(line.at(-1)!.box, digit.box);
      if (distance < least) [nearest, least] = [line, distance];
    }
    if (nearest === null) lines.push([digit]);
    else nearest.push(digit);
  }
  return lines.toSorted((a, b) => meanMiddle(a) - meanMiddle(b));
}

/**
 * Splits hypotheses by the line that they would be on. Those with more evidence for than against say where lines are.
 *
 * @returns lines from top to bottom, each in no order, with hypotheses that may exclude each other
 */
export function splitIntoLines<T extends Hypothesis>(hypotheses: readonly T[]): T[][] {
  const sure: T[] = [];
  for (const hypothesis of hypotheses.toSorted((a, b) => b.evidence - a.evidence)) {
    const isTaken = sure.some(({ box }) => overlap(box, hypothesis.box) > SAME_PLACE);
    if (hypothesis.evidence > 0 && !isTaken) sure.push(hypothesis);
  }
  const lines = toLines(sure).map((digits) => ({ digits, members: [] as T[] }));
  for (const hypothesis of hypotheses) {
    const distances = lines.map(({ digits }) =>
      distanceBetween(nearestTo(hypothesis.box, digits).box, hypothesis.box),
    );
    const least = Math.min(...distances);
    if (least < NEAR) lines[distances.indexOf(least)]!.members.push(hypothesis);
  }
  return lines.map(({ members }) => members);
}

/** From left to right. */
function nearestTo<T extends { readonly box: Box }>({ x, width }: Box, line: readonly T[]): T {
  const distanceTo = ({ box }: T) => Math.abs(box.x + box.width / 2 - x - width / 2);
  return line.reduce((nearest, digit) => (distanceTo(digit) < distanceTo(nearest) ? digit : nearest));
}

/** Of the middles, up or down, in heights of the taller. */
function distanceBetween(a: Box, b: Box): number {
  return Math.abs(middleOf(a) - middleOf(b)) / Math.max(a.height, b.height);
}

function middleOf({ y, height }: Box): number {
  return y + height / 2;
}

function meanMiddle(line: readonly { readonly box: Box }[]): number {
  return line.reduce((sum, { box }) => sum + middleOf(box), 0) / line.length;
}
