import type { Raster } from '../image/raster';
import type { Sheet } from './find-sheet';
import type { Box } from './grey-image';

/**
 * Extends the sheet to both sides over its surroundings: each row repeats its first and last pixel on the sheet.
 *
 * Example: in the row 7 7 1 2 3 7 with the sheet from the third pixel to the fifth, 1 1 1 2 3 3.
 *
 * @param picture a window of a raster, reduced; not changed
 * @param sheet in pixels of the raster
 * @param window in pixels of the raster, within the sheet's box
 * @param factor pixels of the raster per pixel of the picture
 */
export function clearSurroundings(
  picture: Raster,
  { box, spans, rowsPerSpan }: Sheet,
  window: Box,
  factor: number,
): Raster {
  const { width, height, channels } = picture;
  const data = picture.data.slice();
  for (let y = 0; y < height; y++) {
    const row = Math.floor((window.y + y * factor - box.y) / rowsPerSpan);
    const [from, to] = spans[Math.min(row, spans.length - 1)]!;
    const first = clamp(Math.ceil((from - window.x) / factor), width - 1);
    const last = clamp(Math.floor((to - window.x) / factor) - 1, width - 1);
    const pixel = (x: number) => (y * width + x) * channels;
    for (let x = 0; x < first; x++) data.copyWithin(pixel(x), pixel(first), pixel(first + 1));
    for (let x = last + 1; x < width; x++) data.copyWithin(pixel(x), pixel(last), pixel(last + 1));
  }
  return { ...picture, data };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
