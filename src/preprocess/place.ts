import type { Box, GreyImage } from './grey-image';
import { centreOfMass } from './ink-geometry';
import { MNIST_CENTRE, MNIST_DIGIT_SIDE, MNIST_SIDE } from './mnist-image';

/**
 * Places ink as MNIST does: scaled with its aspect kept until the longer side of its box is 20 pixels, the centre
 * of mass onto pixel (14, 14) of 28×28 (http://yann.lecun.com/exdb/mnist/), but never so far that the box leaves
 * the image. One resampling does both: each pixel is the mean of the area that it covers in the source, linear
 * interpolation where that area is less than a pixel.
 *
 * Example: a box of 40×10 with its mass at (20, 5) is halved; source x 20 lands on 14.5, source x 0 on 4.5.
 *
 * @param ink bright ink on dark paper
 * @param box the ink to place; what lies outside is left out
 * @returns 784 values on the scale of `ink`, row by row
 */
export function place(ink: GreyImage, box: Box): Float32Array {
  const scale = MNIST_DIGIT_SIDE / Math.max(box.width, box.height);
  const centre = centreOfMass(ink, box);
  const columns = axisWeights(box.x, box.width, centre.x, scale);
  const rows = axisWeights(box.y, box.height, centre.y, scale);

  const squeezed = new Float32Array(box.height * MNIST_SIDE);
  for (let y = 0; y < box.height; y++) {
    const start = (box.y + y) * ink.width + box.x;
    for (let u = 0; u < MNIST_SIDE; u++) {
      const { first, weights } = columns[u]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * ink.data[start + first + i]!;
      squeezed[y * MNIST_SIDE + u] = sum;
    }
  }
  const placed = new Float32Array(MNIST_SIDE * MNIST_SIDE);
  for (let v = 0; v < MNIST_SIDE; v++) {
    const { first, weights } = rows[v]!;
    for (let i = 0; i < weights.length; i++) {
      const start = (first + i) * MNIST_SIDE;
      for (let u = 0; u < MNIST_SIDE; u++) {
        placed[v * MNIST_SIDE + u] = placed[v * MNIST_SIDE + u]! + weights[i]! * squeezed[start + u]!;
      }
    }
  }
  return placed;
}

/** For each of the 28 pixels along one axis: the box's pixels that it covers, and the share of each. */
function axisWeights(
  start: number,
  length: number,
  centre: number,
  scale: number,
): { first: number; weights: number[] }[] {
  const wanted = MNIST_CENTRE - (centre - start) * scale;
  const origin = Math.min(Math.max(wanted, 0), MNIST_SIDE - length * scale);
  const reach = Math.max(1, 1 / scale);
  return Array.from({ length: MNIST_SIDE }, (_, pixel) => {
    const middle = (pixel + 0.5 - origin) / scale;
    const from = middle - reach / 2;
    const to = middle + reach / 2;
    const first = Math.max(0, Math.floor(from));
    const end = Math.min(length, Math.ceil(to));
    const weights: number[] = [];
    for (let i = first; i < end; i++) weights.push((Math.min(to, i + 1) - Math.max(from, i)) / reach);
    return { first, weights };
  });
}
