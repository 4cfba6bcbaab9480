import type { Box, GreyImage } from './grey-image';
import { centreOfMass } from './ink-geometry';
import { MNIST_CENTRE, MNIST_DIGIT_SIDE, MNIST_SIDE } from './mnist-image';

/** How far a pixel's spline reaches to either side of its middle, in pixels of the source. */
const SPLINE_REACH = 1.5;

/**
 * Places ink as MNIST does: scaled with its aspect kept until the longer side of its box is 20 pixels, the centre
 * of mass onto pixel (14, 14) of 28×28 (http://yann.lecun.com/exdb/mnist/), but never so far that the box leaves
 * the image. One resampling does both: each pixel is the mean of the area that it covers in the source, whose pixels
 * are samples of a smooth function (a quadratic B-spline; Unser 1999, "Splines: a perfect fit for signal and
 * image processing"). That softens the staircase edges of small bilevel pictures and leaves photographs nearly
 * unchanged.
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
  // The shares of a pixel add up to 1 up to rounding.
  return placed.map((value) => Math.min(value, 1));
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
  return Array.from({ length: MNIST_SIDE }, (_, pixel) => {
    const from = (pixel - origin) / scale;
    const to = (pixel + 1 - origin) / scale;
    const first = Math.max(0, Math.floor(from - SPLINE_REACH));
    const end = Math.min(length, Math.ceil(to + SPLINE_REACH));
    const weights: number[] = [];
    for (let i = first; i < end; i++) {
      const middle = i + 0.5;
      weights.push(scale * (splineUpTo(to - middle) - splineUpTo(from - middle)));
    }
    return { first, weights };
  });
}

/** @returns the share of a pixel's spline that lies left of `x`, which is counted from its middle: ½ at 0 */
function splineUpTo(x: number): number {
  if (x > 0) return 1 - splineUpTo(-x);
  if (x < -SPLINE_REACH) return 0;
  if (x < -0.5) return (x + SPLINE_REACH) ** 3 / 6;
  return 0.5 + 0.75 * x - x ** 3 / 3;
}
