import { MNIST_SIDE } from './mnist-image';

/**
 * Divides the ink of a picture into compact regions with about the same amount of ink: cuts it across its longer side,
 * and each half again.
 *
 * @param pixels 784 values from 0 (paper) to 1 (ink), row by row
 * @param count regions, 1 upwards
 * @returns pixels of each region; fewer regions if there are fewer pixels of ink, none if there is no ink
 */
export function splitInk(pixels: Float32Array, count: number): number[][] {
  const ink = Array.from(pixels.keys()).filter((pixel) => pixels[pixel]! > 0);
  return ink.length === 0 ? [] : split(ink, pixels, count);
}

function split(region: number[], pixels: Float32Array, count: number): number[][] {
  if (count === 1 || region.length === 1) return [region];
  const across = spread(region, columnOf) >= spread(region, rowOf) ? columnOf : rowOf;
  const sorted = region.toSorted((a, b) => across(a) - across(b));
  const inFirst = Math.floor(count / 2);
  const amount = sorted.reduce((sum, pixel) => sum + pixels[pixel]!, 0);
  let passed = 0;
  let cut = 0;
  while (cut < sorted.length - 1 && (cut === 0 || passed < (amount * inFirst) / count)) {
    passed += pixels[sorted[cut]!]!;
    cut++;
  }
  return [
    ...split(sorted.slice(0, cut), pixels, inFirst),
    ...split(sorted.slice(cut), pixels, count - inFirst),
  ];
}

function spread(region: readonly number[], coordinate: (pixel: number) => number): number {
  const coordinates = region.map(coordinate);
  return Math.max(...coordinates) - Math.min(...coordinates);
}

function columnOf(pixel: number): number {
  return pixel % MNIST_SIDE;
}

function rowOf(pixel: number): number {
  return Math.floor(pixel / MNIST_SIDE);
}
