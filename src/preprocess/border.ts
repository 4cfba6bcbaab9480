import type { GreyImage } from './grey-image';

/**
 * Number of pixels along the four sides of an image that meet a condition; corners belong to two sides and count twice.
 *
 * Example: in 3×3 zeros with a 1 in a corner and a 1 in the middle, 2 are above 0.
 *
 * @param meets whether a pixel's value counts
 * @returns 0 to `2 · (width + height)`
 */
export function countOnBorder({ width, height, data }: GreyImage, meets: (value: number) => boolean): number {
  let count = 0;
  const look = (x: number, y: number) => {
    if (meets(data[y * width + x]!)) count++;
  };
  for (let x = 0; x < width; x++) {
    look(x, 0);
    look(x, height - 1);
  }
  for (let y = 0; y < height; y++) {
    look(0, y);
    look(width - 1, y);
  }
  return count;
}
