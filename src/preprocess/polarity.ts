import type { GreyImage } from './grey-image';

/** Which of the two is brighter. */
export type Polarity = 'dark_on_light' | 'light_on_dark';

/**
 * Tells paper from ink by the border of the image, which is paper for the most part even when a stroke leaves it.
 *
 * Example: with the threshold 100, an image whose border is 230 for three quarters is dark on light.
 *
 * @param grey the image
 * @param threshold level that parts ink from paper
 */
export function detectPolarity(grey: GreyImage, threshold: number): Polarity {
  const { width, height, data } = grey;
  let bright = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      if (data[y * width + x]! > threshold) bright++;
      count++;
    }
  }
  return 2 * bright >= count ? 'dark_on_light' : 'light_on_dark';
}
