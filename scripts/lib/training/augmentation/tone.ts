import { gaussian, type Random, uniform } from '../../random';

/** Ranges of the effects of light and sensor on grey levels. */
export interface ToneTransform {
  readonly kind: 'tone';
  readonly probability: number;
  /** Natural logarithm of the exponent applied to every value. */
  readonly logGamma: readonly [number, number];
  /** Value of the brightest ink. */
  readonly ink: readonly [number, number];
  /** Standard deviation of the noise added to every pixel. */
  readonly noise: readonly [number, number];
}

/**
 * Bends the curve of grey levels, dims the ink and adds noise.
 *
 * @param pixels 784 values in [0, 1]
 * @returns 784 values in [0, 1]
 */
export function applyTone(pixels: Float32Array, ranges: ToneTransform, random: Random): Float32Array {
  const gamma = Math.exp(uniform(random, ranges.logGamma));
  const ink = uniform(random, ranges.ink);
  const noise = uniform(random, ranges.noise);
  return pixels.map((value) => {
    const bent = value <= 0 ? 0 : ink * value ** gamma;
    return Math.min(1, Math.max(0, noise > 0 ? bent + noise * gaussian(random) : bent));
  });
}
