import type { Scene } from './scene';

/**
 * The light that falls on a pixel.
 *
 * Example: with a gradient of 0.5 alone the brightest corner gets 1 and the opposite one 0.5.
 *
 * @param x column
 * @param y row
 * @returns factor on the colour of what lies there, 0 to 1
 */
export function lightAt({ width, height, light }: Scene, x: number, y: number): number {
  const u = (2 * (x + 0.5)) / width - 1;
  const v = (2 * (y + 0.5)) / height - 1;
  // Position along the light's direction, −1 to 1 from corner to corner.
  const along =
    (u * Math.cos(light.direction) + v * Math.sin(light.direction)) /
    (Math.abs(Math.cos(light.direction)) + Math.abs(Math.sin(light.direction)));
  const gradient = 1 - (light.gradient * (1 + along)) / 2;
  const vignette = 1 - (light.vignette * (u * u + v * v)) / 2;
  const inShadow = 1 / (1 + Math.exp(-(along - light.shadowEdge) / light.shadowSoftness));
  return gradient * vignette * (1 - light.shadow * inShadow);
}
