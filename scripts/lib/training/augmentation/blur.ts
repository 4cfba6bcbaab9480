import { type Random, uniform } from '../../random';

/** Range of a Gaussian blur. */
export interface BlurTransform {
  readonly kind: 'blur';
  readonly probability: number;
  /** Standard deviation in pixels, below 1.2. */
  readonly sigma: readonly [number, number];
}

/** Beyond three pixels a Gaussian of sigma 1.2 has less than 2 % of its weight. */
const RADIUS = 3;

/**
 * Blurs, one axis after the other; outside the picture everything is 0.
 *
 * @param pixels 784 values
 * @returns 784 values
 */
export function applyBlur(pixels: Float32Array, ranges: BlurTransform, random: Random): Float32Array {
  const sigma = Math.max(uniform(random, ranges.sigma), 1e-3);
  const kernel = Array.from({ length: 2 * RADIUS + 1 }, (_, tap) =>
    Math.exp(-((tap - RADIUS) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const weights = kernel.map((weight) => weight / total);
  return blurAxis(blurAxis(pixels, weights, 1), weights, 28);
}

function blurAxis(pixels: Float32Array, weights: number[], stride: 1 | 28): Float32Array {
  const result = new Float32Array(784);
  for (let index = 0; index < 784; index++) {
    const position = stride === 1 ? index % 28 : Math.floor(index / 28);
    let value = 0;
    for (let tap = -RADIUS; tap <= RADIUS; tap++) {
      if (position + tap >= 0 && position + tap < 28) {
        value += weights[tap + RADIUS]! * pixels[index + tap * stride]!;
      }
    }
    result[index] = value;
  }
  return result;
}
