import type { GreyImage } from './grey-image';

/**
 * Mean stroke width: a stroke of width w and length L has the area wL and, for L much above w, the perimeter 2L,
 * hence w = 2 × area / perimeter. The perimeter of a shape with soft edges is its total variation (coarea formula).
 *
 * Example: a bar of 3×20 has the area 60 and the perimeter 46: 2.6 pixels.
 *
 * @param ink 0 (paper) to 1 (ink)
 * @returns pixels of the image; 0 without ink
 */
export function strokeWidth({ width, height, data }: GreyImage): number {
  let area = 0;
  let perimeter = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const value = data[i]!;
      const right = x + 1 < width ? data[i + 1]! : 0;
      const below = y + 1 < height ? data[i + width]! : 0;
      if (value === 0 && right === 0 && below === 0) continue;
      area += value;
      perimeter += Math.sqrt((right - value) ** 2 + (below - value) ** 2);
    }
  }
  return perimeter === 0 ? 0 : (2 * area) / perimeter;
}
