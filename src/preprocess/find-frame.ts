import type { Box, GreyImage } from './grey-image';

/** A frame lies within this share of the shorter side from the border, or within so many pixels of it. */
const DEPTH_SHARE = 0.18;
const LEAST_DEPTH = 3;
/** Frame and paper differ by at least this many grey levels, within this many pixels … */
const LEAST_CONTRAST = 10;
const SOFTNESS = 3;
/** … and from there on the paper changes by less than this share of that: light falls off slower than a frame ends. */
const FLATNESS = 0.5;
/** Remaining contrast where the paper begins. */
const REMAINDER = 0.2;
/** If there is paper outside the frame too, both of its edges have nearly the same contrast. */
const SIMILAR = 0.7;
/** Along each side this share of the frame differs from the paper beside it; elsewhere the digit may touch it. */
const COVERAGE = 0.75;
/** … by this share of the contrast: part of it may lie in the shade. */
const LOCAL = 0.3;

/** Quantile used as the level of a line: if a stroke runs along it, dark or bright, the median is the stroke's. */
const QUANTILES = [0.5, 0.75, 0.25];

/** A side of the picture, in steps through its pixels: see `levelAt()`. */
interface Side {
  readonly start: number;
  readonly inward: number;
  readonly onward: number;
  readonly length: number;
}

/** Where a frame ends along a side. */
interface Rim {
  /** Depth of the line that differs most from the paper, and of the first line of paper. */
  readonly outer: number;
  readonly inner: number;
  /** Levels of the paper minus those of the frame. */
  readonly contrast: number;
}

/**
 * Finds the frame around a picture: a line along all four sides and around the corners, darker or brighter than the
 * paper within. Left in, it would be read as the paper, and the paper as ink.
 *
 * Example: a canvas of 30×30 with a border of one black pixel has its paper in the 28×28 within.
 *
 * @param grey the picture
 * @returns the area that the frame encloses, or null if there is no frame
 */
export function findFrame(grey: GreyImage): Box | null {
  const { width, height } = grey;
  const depth = Math.max(Math.round(DEPTH_SHARE * Math.min(width, height)), LEAST_DEPTH);
  if (Math.min(width, height) < 4 * depth) return null;
  const sides: Side[] = [
    { start: 0, inward: 1, onward: width, length: height },
    { start: 0, inward: width, onward: 1, length: width },
    { start: width - 1, inward: -1, onward: width, length: height },
    { start: (height - 1) * width, inward: -width, onward: 1, length: width },
  ];
  const lines: Float32Array[][] = [];
  for (const quantile of QUANTILES) {
    const rims: Rim[] = [];
    for (const [i, side] of sides.entries()) {
      lines[i] ??= sortedLines(grey, side, depth + SOFTNESS + 1);
      const rim = findRim(lines[i].map((line) => line[(quantile * line.length) | 0]!));
      if (rim === null) break;
      rims.push(rim);
    }
    if (rims.length < sides.length || !isFrame(grey, sides, rims)) continue;
    const [left, top, right, bottom] = rims as [Rim, Rim, Rim, Rim];
    return {
      x: left.inner,
      y: top.inner,
      width: width - left.inner - right.inner,
      height: height - top.inner - bottom.inner,
    };
  }
  return null;
}

/** The level so many lines inward from a side, and so many pixels along it. */
function levelAt({ data }: GreyImage, { start, inward, onward }: Side, line: number, along: number): number {
  return data[start + line * inward + along * onward]!;
}

/** The levels of each of the first lines from a side inward, in rising order. */
function sortedLines(grey: GreyImage, side: Side, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, line) => {
    const levels = new Float32Array(side.length);
    for (let along = 0; along < levels.length; along++) levels[along] = levelAt(grey, side, line, along);
    return levels.sort();
  });
}

/**
 * Finds the last of the large steps from line to line, after which the paper begins.
 *
 * Example: levels of 230 230 60 60 230 230 230 230 have it between the fourth and the fifth.
 *
 * @param levels of the lines from a side inward, `SOFTNESS` more than a frame is deep
 */
function findRim(levels: readonly number[]): Rim | null {
  const steps = levels.slice(0, -SOFTNESS).map((level, inner) => {
    const outer = furthestFrom(levels, inner);
    return { outer, inner, contrast: level - levels[outer]! };
  });
  const most = Math.max(...steps.map(({ contrast }) => Math.abs(contrast)));
  if (most < LEAST_CONTRAST) return null;
  const { outer, inner, contrast } = steps.findLast((step) => Math.abs(step.contrast) > SIMILAR * most)!;
  const change = (from: number, to: number) => Math.abs((levels[to]! - levels[from]!) / contrast);
  let first = inner;
  while (change(first - 1, inner) < REMAINDER) first--;
  return change(first, first + SOFTNESS) > FLATNESS ? null : { outer, inner: first, contrast };
}

/** The line, of those shortly before one, whose level differs most from its level. */
function furthestFrom(levels: readonly number[], line: number): number {
  let furthest = line;
  for (let other = Math.max(line - SOFTNESS, 0); other < line; other++) {
    if (Math.abs(levels[other]! - levels[line]!) > Math.abs(levels[furthest]! - levels[line]!))
      furthest = other;
  }
  return furthest;
}

/** Whether the rims of the sides make a frame: all darker than the paper or all brighter, and joined at the corners. */
function isFrame(grey: GreyImage, sides: readonly Side[], rims: readonly Rim[]): boolean {
  return rims.every((rim, i) => {
    const before = rims[i % 2 === 0 ? 1 : 0]!;
    const after = rims[i % 2 === 0 ? 3 : 2]!;
    return rim.contrast * before.contrast > 0 && isLine(grey, sides[i]!, rim, before, after);
  });
}

/** Whether a rim goes on along its side, from the corner with the one before to the corner with the one after. */
function isLine(grey: GreyImage, side: Side, rim: Rim, before: Rim, after: Rim): boolean {
  const { outer, inner, contrast } = rim;
  // Whether the frame at one place differs from the paper at the same or another.
  const differs = (along: number, from: number) => {
    const difference = levelAt(grey, side, inner, from) - levelAt(grey, side, outer, along);
    return difference * Math.sign(contrast) > LOCAL * Math.abs(contrast);
  };
  const end = side.length - 1;
  const [first, last] = [before.inner, end - after.inner];
  if (!differs(before.outer, first) || !differs(end - after.outer, last)) return false;
  let count = 0;
  for (let along = first; along <= last; along++) if (differs(along, along)) count++;
  return count >= COVERAGE * (last - first + 1);
}
