import type { Raster } from '../image/raster';

/** A direction in RGB: the weight of each channel; the absolute weights sum to 1. */
export type InkAxis = readonly [red: number, green: number, blue: number];

/** Luma weights of ITU-R BT.601, the ones that JPEG uses. */
export const LUMA: InkAxis = [0.299, 0.587, 0.114];

/** Luma is kept while it holds this share of the strongest axis' contrast (squared): below, hue separates ink better. */
const LEAST_LUMA_SHARE = 0.3;
/** Ink has paper on both of its sides within a stroke's width or two: about a tenth of the picture's side. */
const LAG_SHARE = 1 / 10;
const LEAST_LAG = 2;
/** The power method converges long before this where one axis dominates. */
const ITERATIONS = 12;

/**
 * Finds the projection of colours to grey in which ink differs most from paper: luma, unless ink and paper are
 * equally bright, then the principal axis of the differences in colour between pixels and what is to both sides of
 * them.
 *
 * Example: pure red (255, 0, 0) on green of equal luma (0, 130, 0) gives (0.66, −0.34, 0).
 *
 * @param raster opaque; grey or RGB
 * @returns weights that sum to at least 0: brighter stays brighter
 */
export function findInkAxis(raster: Raster): InkAxis {
  if (raster.channels === 1) return LUMA;
  const covariance = inkCovariance(raster);
  let axis: readonly number[] = LUMA.map((weight, c) => weight + (c === 0 ? 0.2 : 0));
  for (let i = 0; i < ITERATIONS; i++) {
    const next = multiply(covariance, axis);
    const length = Math.hypot(...next);
    if (length === 0) return LUMA;
    axis = next.map((value) => value / length);
  }
  const strongest = variance(covariance, axis);
  if (strongest <= 0 || variance(covariance, LUMA) >= LEAST_LUMA_SHARE * strongest) return LUMA;
  const total = Math.abs(axis[0]!) + Math.abs(axis[1]!) + Math.abs(axis[2]!);
  const sign = axis[0]! + axis[1]! + axis[2]! < 0 ? -1 : 1;
  return axis.map((value) => (sign * value) / total) as unknown as InkAxis;
}

/**
 * How ink differs from paper: noise differs as much from its neighbours, and is subtracted. Neighbours are compared
 * nearer to the border, too, which subtracts slightly too much: pure noise leaves nothing.
 */
function inkCovariance(raster: Raster): Float64Array {
  const lag = Math.max(LEAST_LAG, Math.round(Math.min(raster.width, raster.height) * LAG_SHARE));
  const noise = differenceCovariance(raster, 1);
  return differenceCovariance(raster, lag).map((value, i) => value - noise[i]!);
}

/**
 * Sum over pixels of the products of their channels' differences from the mean of two others, `lag` to either side or
 * above and below, where light that falls off leaves no difference: 3×3, row by row.
 */
function differenceCovariance({ width, height, data }: Raster, lag: number): Float64Array {
  const covariance = new Float64Array(9);
  const add = (middle: number, step: number): void => {
    const [a, b] = [middle - step, middle + step];
    const red = data[middle]! - (data[a]! + data[b]!) / 2;
    const green = data[middle + 1]! - (data[a + 1]! + data[b + 1]!) / 2;
    const blue = data[middle + 2]! - (data[a + 2]! + data[b + 2]!) / 2;
    covariance[0]! += red * red;
    covariance[1]! += red * green;
    covariance[2]! += red * blue;
    covariance[4]! += green * green;
    covariance[5]! += green * blue;
    covariance[8]! += blue * blue;
  };
  for (let y = 0; y < height; y += 2) {
    for (let x = y % 4 === 0 ? 0 : 1; x < width; x += 2) {
      const middle = 3 * (y * width + x);
      if (x >= lag && x + lag < width) add(middle, 3 * lag);
      if (y >= lag && y + lag < height) add(middle, 3 * lag * width);
    }
  }
  covariance[3] = covariance[1]!;
  covariance[6] = covariance[2]!;
  covariance[7] = covariance[5]!;
  return covariance;
}

function multiply(matrix: Float64Array, vector: readonly number[]): number[] {
  return [0, 3, 6].map((row) => {
    return matrix[row]! * vector[0]! + matrix[row + 1]! * vector[1]! + matrix[row + 2]! * vector[2]!;
  });
}

/** Contrast (squared) that a projection on the unit vector of this direction keeps. */
function variance(covariance: Float64Array, direction: readonly number[]): number {
  const product = multiply(covariance, direction);
  const along = product[0]! * direction[0]! + product[1]! * direction[1]! + product[2]! * direction[2]!;
  return along / direction.reduce((sum, value) => sum + value * value, 0);
}
