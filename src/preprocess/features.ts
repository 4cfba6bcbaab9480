import type { Box } from './grey-image';
import { MNIST_SIDE } from './mnist-image';
import { strokeWidth } from './stroke-width';

/** Features of a normalised image, monitored for drift. */
export interface Features {
  /** Mean of the 784 pixels: the share of the image that is ink, 0 to 1. */
  readonly inkShare: number;
  /** Mean width of the strokes in pixels of the 28×28 image; 0 without ink. */
  readonly strokeWidth: number;
  /** Width over height of the ink's box in the source, above 0; 1 without ink. */
  readonly aspect: number;
  /** Distance of ink and paper in the source, 0 to 1 (black on white). */
  readonly contrast: number;
}

/**
 * Measures a normalised image.
 *
 * @param pixels 784 values from 0 to 1
 * @param box the ink's box in the source, or null without ink
 * @param contrast distance of ink and paper in the source, 0 to 1
 */
export function measureFeatures(pixels: Float32Array, box: Box | null, contrast: number): Features {
  return {
    inkShare: mean(pixels),
    strokeWidth: strokeWidth({ width: MNIST_SIDE, height: MNIST_SIDE, data: pixels }),
    aspect: box === null ? 1 : box.width / box.height,
    contrast,
  };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
