import { type Random, uniform } from '../../random';

/** Range of how much thicker or thinner the strokes become. */
export interface StrokeWidthTransform {
  readonly kind: 'stroke-width';
  readonly probability: number;
  /** −1 takes a pixel off every edge (grey erosion), +1 adds one (grey dilation), 0 leaves the picture alone. */
  readonly change: readonly [number, number];
}

/**
 * Blends a picture with its dilation or erosion by a cross of five pixels.
 *
 * @param pixels 784 values
 * @returns 784 values
 */
export function applyStrokeWidth(
  pixels: Float32Array,
  ranges: StrokeWidthTransform,
  random: Random,
): Float32Array {
  const change = uniform(random, ranges.change);
  const pick = change > 0 ? Math.max : Math.min;
  const share = Math.abs(change);
  const result = new Float32Array(784);
  for (let row = 0; row < 28; row++) {
    for (let column = 0; column < 28; column++) {
      const index = row * 28 + column;
      const here = pixels[index]!;
      let extreme = here;
      if (column > 0) extreme = pick(extreme, pixels[index - 1]!);
      if (column < 27) extreme = pick(extreme, pixels[index + 1]!);
      if (row > 0) extreme = pick(extreme, pixels[index - 28]!);
      if (row < 27) extreme = pick(extreme, pixels[index + 28]!);
      result[index] = here + share * (extreme - here);
    }
  }
  return result;
}
