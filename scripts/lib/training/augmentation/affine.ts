import { type Random, uniform } from '../../random';
import { sampleBilinear } from './sample-bilinear';

/** Ranges of a random affine map of a 28×28 picture about its middle. */
export interface AffineTransform {
  readonly kind: 'affine';
  /** Share of the pictures it is applied to, 0 … 1. */
  readonly probability: number;
  /** Degrees. */
  readonly rotation: readonly [number, number];
  /** Horizontal displacement per pixel of height. */
  readonly shear: readonly [number, number];
  /** Factor of both axes. */
  readonly scale: readonly [number, number];
  /** Further factor of the width alone. */
  readonly aspect: readonly [number, number];
  /** Pixels, each axis for itself. */
  readonly shift: readonly [number, number];
}

const MIDDLE = 13.5;

/**
 * Rotates, shears, scales and shifts; what comes from outside the picture is 0.
 *
 * @param pixels 784 values
 * @returns 784 values
 */
export function applyAffine(pixels: Float32Array, ranges: AffineTransform, random: Random): Float32Array {
  const angle = (uniform(random, ranges.rotation) * Math.PI) / 180;
  const shear = uniform(random, ranges.shear);
  const scaleY = 1 / uniform(random, ranges.scale);
  const scaleX = scaleY / uniform(random, ranges.aspect);
  const shiftX = uniform(random, ranges.shift);
  const shiftY = uniform(random, ranges.shift);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);

  const result = new Float32Array(784);
  for (let row = 0; row < 28; row++) {
    const v = row - MIDDLE - shiftY;
    for (let column = 0; column < 28; column++) {
      const u = column - MIDDLE - shiftX + shear * v;
      const x = MIDDLE + scaleX * (cos * u + sin * v);
      const y = MIDDLE + scaleY * (cos * v - sin * u);
      result[row * 28 + column] = sampleBilinear(pixels, x, y);
    }
  }
  return result;
}
