import type { Raster } from '../image/raster';
import type { Box } from './grey-image';

/**
 * Copies a window of a picture, each pixel the mean of `factor × factor` pixels of the source; for colours, the mean
 * is weighted by alpha. At the right and lower side the squares may be cropped.
 *
 * Example: the grey row 10, 20, 30, 50, 70 reduced by 2 becomes 15, 40, 70.
 *
 * @param raster the source
 * @param window the part to copy, inside of the source
 * @param factor at least 1
 * @returns a raster with the same channels
 */
export function reduce(raster: Raster, window: Box, factor: number): Raster {
  const { channels } = raster;
  const width = Math.ceil(window.width / factor);
  const height = Math.ceil(window.height / factor);
  if (factor === 1 && width === raster.width && height === raster.height) return raster;

  const reduced = new Uint8Array(width * height * channels);
  const average = { 1: averageGrey, 3: averageRgb, 4: averageRgba }[channels];
  for (let y = 0, o = 0; y < height; y++) {
    const top = window.y + y * factor;
    const rows = Math.min(factor, window.y + window.height - top);
    for (let x = 0; x < width; x++, o += channels) {
      const left = window.x + x * factor;
      const columns = Math.min(factor, window.x + window.width - left);
      average(raster, (top * raster.width + left) * channels, columns, rows, reduced, o);
    }
  }
  return { width, height, channels, data: reduced };
}

function averageGrey(
  { width, data }: Raster,
  start: number,
  columns: number,
  rows: number,
  target: Uint8Array,
  o: number,
): void {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const first = start + row * width;
    for (let i = first; i < first + columns; i++) sum += data[i]!;
  }
  target[o] = sum / (columns * rows) + 0.5;
}

function averageRgb(
  { width, data }: Raster,
  start: number,
  columns: number,
  rows: number,
  target: Uint8Array,
  o: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let row = 0; row < rows; row++) {
    const first = start + 3 * row * width;
    const end = first + 3 * columns;
    for (let i = first; i < end; i += 3) {
      red += data[i]!;
      green += data[i + 1]!;
      blue += data[i + 2]!;
    }
  }
  target[o] = red / (columns * rows) + 0.5;
  target[o + 1] = green / (columns * rows) + 0.5;
  target[o + 2] = blue / (columns * rows) + 0.5;
}

function averageRgba(
  { width, data }: Raster,
  start: number,
  columns: number,
  rows: number,
  target: Uint8Array,
  o: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let opacity = 0;
  for (let row = 0; row < rows; row++) {
    const first = start + 4 * row * width;
    const end = first + 4 * columns;
    for (let i = first; i < end; i += 4) {
      const alpha = data[i + 3]!;
      red += alpha * data[i]!;
      green += alpha * data[i + 1]!;
      blue += alpha * data[i + 2]!;
      opacity += alpha;
    }
  }
  if (opacity === 0) return;
  target[o] = red / opacity + 0.5;
  target[o + 1] = green / opacity + 0.5;
  target[o + 2] = blue / opacity + 0.5;
  target[o + 3] = opacity / (columns * rows) + 0.5;
}
