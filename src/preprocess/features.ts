import type { Box } from './grey-image';
import { MNIST_SIDE } from './mnist-image';

/** Facts of a normalised image, watched for drift of what users send. */
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
    strokeWidth: strokeWidth(pixels),
    aspect: box === null ? 1 : box.width / box.height,
    contrast,
  };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Mean stroke width: a stroke of width w and length L has the area wL and, for L much above w, the perimeter 2L,
 * hence w = 2 × area / perimeter. The perimeter of a shape with soft edges is its total variation (coarea formula).
 *
 * Example: a bar of 3×20 has the area 60 and the perimeter 46: 2.6 pixels.
 *
 * @param pixels 784 values from 0 to 1
 * @returns pixels of the 28×28 image; 0 without ink
 */
export function strokeWidth(pixels: Float32Array): number {
  let area = 0;
  let perimeter = 0;
  for (let y = 0; y < MNIST_SIDE; y++) {
    for (let x = 0; x < MNIST_SIDE; x++) {
      const i = y * MNIST_SIDE + x;
      const right = x + 1 < MNIST_SIDE ? pixels[i + 1]! : 0;
      const below = y + 1 < MNIST_SIDE ? pixels[i + MNIST_SIDE]! : 0;
      area += pixels[i]!;
      perimeter += Math.sqrt((right - pixels[i]!) ** 2 + (below - pixels[i]!) ** 2);
    }
  }
  return perimeter === 0 ? 0 : (2 * area) / perimeter;
}
