import type { Raster } from '../../../src/image/raster';
import { seededRandom } from '../random';
import { type DigitField, digitField, shapeField } from './stress/digit-field';
import { FAMILIES } from './stress/families';
import type { Severity } from './stress/families/family';
import { renderScene } from './stress/render-scene';

export type { Severity } from './stress/families/family';

/** A disturbance of pictures of handwriting. */
export type StressFamily = keyof typeof FAMILIES;

/** All disturbances, `plain` (none) first. */
export const STRESS_FAMILIES = Object.keys(FAMILIES) as StressFamily[];

export const SEVERITIES: readonly Severity[] = [1, 2, 3, 4, 5];

/**
 * Renders a digit of MNIST as a camera picture of pen on paper: the shape is taken from the image, everything else is
 * generated from the seed.
 *
 * @param digit 784 bytes, white on black, row by row
 * @param family the disturbance
 * @param severity 1 is hardly noticeable, 5 is at the limit of human legibility
 * @param seed any integer; the same arguments give the same picture
 * @returns RGB, or RGBA with the family `transparent`; from 16×16 to 1800×1800 pixels
 */
export function renderStress(
  digit: Uint8Array,
  family: StressFamily,
  severity: Severity,
  seed: number,
): Raster {
  return renderField(digitField(digit), family, severity, seed);
}

/**
 * The same for a shape that is no image of MNIST.
 *
 * @param shape 112×112, 1 where there is ink, row by row; as in MNIST, the outer seventh of each side is empty
 */
export function renderShape(
  shape: Uint8Array,
  family: StressFamily,
  severity: Severity,
  seed: number,
): Raster {
  return renderField(shapeField(shape), family, severity, seed);
}

/** The same for a shape that is drawn more than once: finding its contour is a third of the work. */
export function renderField(
  field: DigitField,
  family: StressFamily,
  severity: Severity,
  seed: number,
): Raster {
  const random = seededRandom(seed);
  return renderScene(FAMILIES[family](severity, random), field, random);
}
