import type { Box, GreyImage } from './grey-image';

/**
 * The smallest box that holds every pixel brighter than a level.
 *
 * Example: a 4×3 image with ink at (1, 0) and (2, 1) has the box x 1, y 0, width 2, height 2.
 *
 * @param ink bright ink on dark paper
 * @param level a pixel counts when it is above this
 * @returns the box, or null when no pixel is above the level
 */
export function boxOf(ink: GreyImage, level: number): Box | null {
  const { width, height, data } = ink;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! <= level) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * The centre of mass of the ink within a box, in continuous coordinates: the middle of the first pixel is 0.5.
 *
 * Example: equal ink at (1, 0) and (2, 1) has its centre at x 2, y 1.
 *
 * @param ink bright ink on dark paper, not all 0 within the box
 * @param box where to look
 * @returns the centre in pixels of the image
 */
export function centreOfMass(ink: GreyImage, box: Box): { x: number; y: number } {
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const value = ink.data[y * ink.width + x]!;
      mass += value;
      momentX += value * (x + 0.5);
      momentY += value * (y + 0.5);
    }
  }
  return { x: momentX / mass, y: momentY / mass };
}
