import type { Raster } from '../image/raster';
import type { Box } from './grey-image';

/**
 * The whole number by which a window must be reduced to keep time and memory bounded.
 *
 * Example: 1000×600 at most 40,000 pixels: √15 rounded up, 4.
 *
 * @param window size in pixels
 * @param maxPixels most pixels of the reduced copy
 * @returns at least 1
 */
export function reductionFactor(window: { width: number; height: number }, maxPixels: number): number {
  let factor = Math.ceil(Math.sqrt((window.width * window.height) / maxPixels));
  // A strip thinner than the factor keeps one pixel of thickness, so its length alone must do.
  while (Math.ceil(window.width / factor) * Math.ceil(window.height / factor) > maxPixels) factor++;
  return factor;
}

/**
 * Copies a window of a picture, each pixel the mean of `factor × factor` pixels of the source; of colours the mean
 * is weighted by alpha. At the right and lower side the squares may be cut.
 *
 * Example: the grey row 10, 20, 30, 50, 70 reduced by 2 becomes 15, 40, 70.
 *
 * @param raster the source
 * @param window the part to copy, inside of the source
 * @param factor at least 1
 * @returns a raster with the same channels
 */
export function reduce(raster: Raster, window: Box, factor: number): Raster {
  const { channels, data } = raster;
  const width = Math.ceil(window.width / factor);
  const height = Math.ceil(window.height / factor);
  if (factor === 1 && width === raster.width && height === raster.height) return raster;

  const reduced = new Uint8Array(width * height * channels);
  const sums = new Float64Array(width * channels);
  const counts = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    counts.fill(0);
    const top = window.y + y * factor;
    const bottom = Math.min(top + factor, window.y + window.height);
    for (let row = top; row < bottom; row++) {
      addRow(data, (row * raster.width + window.x) * channels, window.width, factor, channels, sums, counts);
    }
    for (let x = 0; x < width; x++)
      writeMean(reduced, (y * width + x) * channels, channels, sums, x, counts[x]!);
  }
  return { width, height, channels, data: reduced };
}

/** Adds a row of the source to the sums of the squares it runs through; colours times alpha. */
function addRow(
  data: Uint8Array,
  start: number,
  length: number,
  factor: number,
  channels: 1 | 3 | 4,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  let o = start;
  for (let x = 0, first = 0; first < length; x++, first += factor) {
    const end = Math.min(first + factor, length);
    counts[x] = counts[x]! + end - first;
    if (channels === 1) {
      for (let i = first; i < end; i++) sums[x] = sums[x]! + data[o++]!;
      continue;
    }
    const s = x * channels;
    for (let i = first; i < end; i++, o += channels) {
      const alpha = channels === 4 ? data[o + 3]! : 1;
      sums[s] = sums[s]! + alpha * data[o]!;
      sums[s + 1] = sums[s + 1]! + alpha * data[o + 1]!;
      sums[s + 2] = sums[s + 2]! + alpha * data[o + 2]!;
      if (channels === 4) sums[s + 3] = sums[s + 3]! + alpha;
    }
  }
}

function writeMean(
  target: Uint8Array,
  o: number,
  channels: 1 | 3 | 4,
  sums: Float64Array,
  x: number,
  count: number,
): void {
  const s = x * channels;
  const weight = channels === 4 ? sums[s + 3]! : count;
  if (weight === 0) return;
  if (channels === 1) target[o] = sums[s]! / weight + 0.5;
  else for (let c = 0; c < 3; c++) target[o + c] = sums[s + c]! / weight + 0.5;
  if (channels === 4) target[o + 3] = weight / count + 0.5;
}
