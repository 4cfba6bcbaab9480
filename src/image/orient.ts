import type { ImageFormat } from '../domain';
import type { Orientation } from './exif';
import { freeMemory } from './free-memory';
import type { DecodedImage, Raster } from './raster';

/** A picture as stored: possibly rotated, possibly reduced. */
export interface StoredImage {
  readonly format: ImageFormat;
  /** Size in pixels as stored, before any reduction. */
  readonly width: number;
  readonly height: number;
  readonly raster: Raster;
}

/**
 * Turns a decoded picture upright and frees the stored one.
 *
 * @param stored as it came out of the decoder; its raster may be empty afterwards
 * @param orientation as the file's Exif data have it; null where they have none
 */
export function turnUpright(stored: StoredImage, orientation: Orientation | null): DecodedImage {
  const { format, width, height } = stored;
  const raster = orient(stored.raster, orientation ?? 1);
  if (raster !== stored.raster) freeMemory(stored.raster.data);
  const [sourceWidth, sourceHeight] = swapsSides(orientation ?? 1) ? [height, width] : [width, height];
  return { format, sourceWidth, sourceHeight, raster };
}

function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5;
}

/**
 * Turns and mirrors a stored picture so that it stands upright, Exif 2.3 §4.6.4 (A).
 *
 * @param raster as stored
 * @param orientation 1 to 8. Worked example: 6 means that the stored first row is the right-hand column
 * @returns the upright picture; the same object for orientation 1
 */
function orient(raster: Raster, orientation: Orientation): Raster {
  if (orientation === 1) return raster;
  const { width, height, channels, data } = raster;
  // Direction of the stored axes in the upright picture: 5 to 8 swap them, then each may be mirrored.
  const swapped = swapsSides(orientation);
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
