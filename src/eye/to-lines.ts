import type { Box } from '../preprocess/grey-image';

/** A digit continues a line if its middle is no further above or below the last one's than this share of the taller's height. */
const NEAR = 0.55;

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
