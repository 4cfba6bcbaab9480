import type { GreyImage } from './grey-image';

/** Lines are looked for up to this slope (4.6°) either way, in steps that move an end by 1/100 of the side. */
const STEEPEST = 0.08;
const SLOPE_STEP = 0.01;
/** A line is cut into this many parts; one of them may be missing. */
const PARTS = 8;
/** Printed lines are thinner than this share of the side; what is thicker is a stroke. */
const THICKEST = 0.05;
/** In smaller pictures a line is as wide as a stroke. */
const LEAST_SIDE = 48;
/** A pixel on a line also shows ink if it is this much stronger than the line. */
const STRONGER = 1.6;

/**
 * Removes printed lines from a map of ink strengths: straight, thin, nearly horizontal or vertical, from one side of
 * the picture to the other. Where there is ink on both sides of a line, the ink continues across it.
 *
 * Example: in 60×60 a row of 0.3 becomes 0, but for the 4 pixels where a stroke of 0.8 crosses it.
 *
 * @param strength ink strengths
 * @param least strength that a line must have to matter
 */
export function removeRulings(strength: GreyImage, least: number): GreyImage {
  const { width, height } = strength;
  if (Math.min(width, height) < LEAST_SIDE) return strength;
  const data = strength.data.slice();
  removeAlong(data, { length: width, step: 1, lines: height, stride: width }, least);
  removeAlong(data, { length: height, step: width, lines: width, stride: 1 }, least);
  return { width, height, data };
}

/** How to traverse an image: `length` pixels along a line, `step` apart, and `lines` of them, `stride` apart. */
interface Walk {
  readonly length: number;
  readonly step: number;
  readonly lines: number;
  readonly stride: number;
}

function removeAlong(data: Float32Array, walk: Walk, least: number): void {
  let best: { slope: number; levels: Float32Array; contrast: number } = {
    slope: 0,
    levels: new Float32Array(0),
    contrast: 0,
  };
  for (let slope = -STEEPEST; slope <= STEEPEST + 1e-9; slope += SLOPE_STEP) {
    const levels = lineLevels(data, walk, slope);
    const contrast = levels.reduce((sum, level) => sum + (level > least ? level * level : 0), 0);
    if (contrast > best.contrast) best = { slope, levels, contrast };
  }
  const thickest = Math.max(3, THICKEST * walk.lines);
  for (let first = 0; first < best.levels.length; first++) {
    if (best.levels[first]! <= least) continue;
    let end = first;
    while (end < best.levels.length && best.levels[end]! > least) end++;
    if (end - first <= thickest) eraseLine(data, walk, best.slope, best.levels, first, end);
    first = end;
  }
}

/** For each line of the slope, the strength that all its parts but one reach: high only where a line runs through. */
function lineLevels(data: Float32Array, walk: Walk, slope: number): Float32Array {
  const { length, step, lines, stride } = walk;
  const levels = new Float32Array(lines);
  const sums = new Float64Array(PARTS);
  const counts = new Float64Array(PARTS);
  for (let line = 0; line < lines; line++) {
    sums.fill(0);
    counts.fill(0);
    for (let along = 0; along < length; along += 2) {
      const across = Math.round(line + slope * (along - length / 2));
      if (across < 0 || across >= lines) continue;
      const part = ((along * PARTS) / length) | 0;
      sums[part]! += data[along * step + across * stride]!;
      counts[part]! += 1;
    }
    let lowest = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (let part = 0; part < PARTS; part++) {
      if (counts[part] === 0) continue;
      const mean = sums[part]! / counts[part]!;
      if (mean < lowest) {
        second = lowest;
        lowest = mean;
      } else if (mean < second) second = mean;
    }
    levels[line] = Number.isFinite(second) ? second : 0;
  }
  return levels;
}

/** Replaces the lines from `first` to `end` by the values on both sides, unless they show stronger ink. */
function eraseLine(
  data: Float32Array,
  { length, step, lines, stride }: Walk,
  slope: number,
  levels: Float32Array,
  first: number,
  end: number,
): void {
  const before = first - 2;
  const after = end + 1;
  let strongest = 0;
  for (let line = first; line < end; line++) strongest = Math.max(strongest, levels[line]!);
  for (let along = 0; along < length; along++) {
    const shift = Math.round(slope * (along - length / 2));
    const start = along * step;
    const at = (line: number): number => {
      const across = line + shift;
      return across < 0 || across >= lines ? 0 : data[start + across * stride]!;
    };
    const bridge = Math.min(at(before), at(after));
    for (let line = first - 1; line <= end; line++) {
      const across = line + shift;
      if (across < 0 || across >= lines) continue;
      const i = start + across * stride;
      if (data[i]! < STRONGER * strongest) data[i] = Math.min(data[i]!, bridge);
    }
  }
}
