import type { Raster } from '../image/raster';
import type { GreyImage } from './grey-image';

/** Luma weights of ITU-R BT.601, the ones that JPEG uses. */
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/**
 * Turns a raster into grey levels, laying what is transparent on paper that its ink stands out from:
 * white under dark ink, black under bright ink.
 *
 * Example: an RGBA pixel (0, 0, 0) at alpha 51 of a picture with black ink is 20 % ink on white: 204.
 *
 * @param raster grey, RGB or RGBA with straight alpha
 * @returns grey levels of the same size
 */
export function toGrey(raster: Raster): GreyImage {
  const { width, height, channels, data } = raster;
  const grey = new Float32Array(width * height);
  if (channels === 1) grey.set(data);
  else {
    for (let i = 0, o = 0; i < grey.length; i++, o += channels) {
      grey[i] = RED * data[o]! + GREEN * data[o + 1]! + BLUE * data[o + 2]!;
    }
    if (channels === 4) composite(grey, data);
  }
  return { width, height, data: grey };
}

/** Blends `grey` with the paper in place, by the alpha of each RGBA pixel. */
function composite(grey: Float32Array, rgba: Uint8Array): void {
  let opacity = 0;
  let brightness = 0;
  for (let i = 0; i < grey.length; i++) {
    opacity += rgba[4 * i + 3]!;
    brightness += grey[i]! * rgba[4 * i + 3]!;
  }
  if (opacity === 255 * grey.length) return;
  const paper = brightness > 127.5 * opacity ? 0 : 255;
  for (let i = 0; i < grey.length; i++) {
    grey[i] = paper + ((grey[i]! - paper) * rgba[4 * i + 3]!) / 255;
  }
}
