import { distanceTo } from './distance';
import type { Box, GreyImage } from './grey-image';
import { MNIST_DIGIT_SIDE } from './mnist-image';
import { strokeWidth } from './stroke-width';

/** Strokes of 80 % of MNIST are between these widths, in pixels of the 28×28 image. */
const THINNEST = 1.8;
const THICKEST = 3.2;
/** Thinning takes at most this share of a stroke from each side, so that none wider than two pixels disappears. */
const MOST_THINNING = 0.3;

/**
 * Adjusts strokes to the widths that the network knows: hairlines are thickened and felt pens thinned, by the same
 * distance along all edges; other digits are left unchanged.
 *
 * Example: strokes of 2 pixels in a box of 100 would be 0.4 wide in MNIST's box of 20; growing by 3.8 on each side
 * gives 9.7 in 107.7, which is 1.8.
 *
 * @param ink 0 (paper) to 1 (ink)
 * @param box of the ink
 */
export function adjustStrokes(ink: GreyImage, box: Box): GreyImage {
  const side = Math.max(box.width, box.height);
  const width = strokeWidth(ink);
  const placed = (width * MNIST_DIGIT_SIDE) / side;
  const target = Math.min(Math.max(placed, THINNEST), THICKEST);
  // (width + 2 growth) × 20 / (side + 2 growth) = target
  const growth = (target * side - MNIST_DIGIT_SIDE * width) / (2 * (MNIST_DIGIT_SIDE - target));
  if (growth > 0) return grow(pad(ink, Math.ceil(growth) + 1), growth);
  if (growth < 0) return shrink(ink, Math.min(-growth, MOST_THINNING * width));
  return ink;
}

/** Pads an image with paper, so that strokes can grow. */
function pad(ink: GreyImage, margin: number): GreyImage {
  const width = ink.width + 2 * margin;
  const height = ink.height + 2 * margin;
  const data = new Float32Array(width * height);
  for (let y = 0; y < ink.height; y++) {
    data.set(ink.data.subarray(y * ink.width, (y + 1) * ink.width), (y + margin) * width + margin);
  }
  return { width, height, data };
}

function grow(ink: GreyImage, reach: number): GreyImage {
  const distance = distanceTo(ink, 0.5, true);
  const data = ink.data.map((value, i) =>
    Math.max(value, Math.min(Math.max(reach + 1 - distance[i]!, 0), 1)),
  );
  return { ...ink, data };
}

function shrink(ink: GreyImage, depth: number): GreyImage {
  const distance = distanceTo(ink, 0.5, false);
  const data = ink.data.map((value, i) => Math.min(value, Math.min(Math.max(distance[i]! - depth, 0), 1)));
  return { ...ink, data };
}
