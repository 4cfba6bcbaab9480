import type { Orientation } from './jpeg/exif';
import type { Raster } from './raster';

/**
 * Turns and mirrors a stored picture so that it stands upright, Exif 2.3 §4.6.4 (A).
 *
 * @param raster as stored
 * @param orientation 1 to 8. Worked example: 6 means that the stored first row is the right-hand column
 * @returns the upright picture; the same object for orientation 1
 */
export function orient(raster: Raster, orientation: Orientation): Raster {
  if (orientation === 1) return raster;
  const { width, height, channels, data } = raster;
  // Which way the stored axes run in the upright picture: 5 to 8 swap them, then each may be mirrored.
  const swapped = orientation >= 5;
  const mirroredX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const mirroredY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;

  const outWidth = swapped ? height : width;
  const outHeight = swapped ? width : height;
  const upright = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const u = swapped ? y : x;
      const v = swapped ? x : y;
      const storedX = mirroredX ? width - 1 - u : u;
      const storedY = mirroredY ? height - 1 - v : v;
      let from = (storedY * width + storedX) * channels;
      for (let channel = 0; channel < channels; channel++) upright[to++] = data[from++]!;
    }
  }
  return { width: outWidth, height: outHeight, channels, data: upright };
}
