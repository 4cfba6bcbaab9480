import type { Raster } from '../image/raster';
import type { GreyImage } from './grey-image';
import type { InkAxis } from './ink-axis';

/**
 * Projects colours to grey levels; an offset compensates for negative weights, so that levels stay within 0
 * to 255.
 *
 * Example: (100, 50, 0) on the axis (0.5, −0.5, 0) is 50 − 25 + 127.5 = 152.5.
 *
 * @param raster opaque; grey (taken as it is) or RGB
 * @param axis weights of the channels
 * @returns grey levels of the same size
 */
export function toGrey(raster: Raster, axis: InkAxis): GreyImage {
  const { width, height, channels, data } = raster;
  if (channels === 1) return { width, height, data: Float32Array.from(data) };
  const [red, green, blue] = axis;
  const offset = -255 * (Math.min(red, 0) + Math.min(green, 0) + Math.min(blue, 0));
  const grey = new Float32Array(width * height);
  for (let i = 0, o = 0; i < grey.length; i++, o += channels) {
    grey[i] = red * data[o]! + green * data[o + 1]! + blue * data[o + 2]! + offset;
  }
  return { width, height, data: grey };
}
