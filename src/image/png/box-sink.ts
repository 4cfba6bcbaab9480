import { freeMemory } from '../free-memory';
import type { Raster } from '../raster';
import type { Pass } from './adam7';
import { type RowSink, scaleDown } from './row-sink';

/**
 * Keeps the mean of each box of `factor × factor` pixels, so that a large picture is never in memory as a whole. Colours
 * are weighted by their alpha: invisible pixels do not bleed into visible ones. About 1 ns per byte of the source.
 *
 * @param width of the source in pixels
 * @param height of the source in pixels
 * @param channels of its pixels; 4 means straight alpha
 * @param factor side of a box in pixels, 2 or more; boxes at the right and lower edge may hold fewer
 * @param interlaced whether rows come in several passes; sums are then kept for the whole result
 */
export function createBoxSink(
  width: number,
  height: number,
  channels: 1 | 3 | 4,
  factor: number,
  interlaced: boolean,
): RowSink {
  const outWidth = Math.ceil(width / factor);
  const outHeight = Math.ceil(height / factor);
  const rowLength = outWidth * channels;
  const data = new Uint8Array(outHeight * rowLength);
  // The largest sum is 78² × 255 × 255, from one box of a 25-megapixel square: far below 2^32.
  const sums = new Uint32Array(interlaced ? outHeight * rowLength : rowLength);

  const addLine = channels === 4 ? addRgba : channels === 3 ? addRgb : addGrey;

  function emit(outY: number, sumStart: number): void {
    const boxHeight = Math.min(factor, height - outY * factor);
    let at = sumStart;
    let to = outY * rowLength;
    for (let x = 0; x < outWidth; x++) {
      const count = boxHeight * Math.min(factor, width - x * factor);
      const alpha = channels === 4 ? sums[at + 3]! : count;
      if (channels === 4) data[to + 3] = Math.round(alpha / count);
      const colours = channels === 1 ? 1 : 3;
      for (let channel = 0; channel < colours; channel++) {
        data[to + channel] = alpha === 0 ? 0 : Math.round(sums[at + channel]! / alpha);
      }
      at += channels;
      to += channels;
    }
  }

  return {
    add(line: Uint8Array, pass: Pass, row: number): void {
      const y = pass.startY + row * pass.stepY;
      const outY = Math.floor(y / factor);
      addLine(line, pass, factor, sums, interlaced ? outY * rowLength : 0);
      if (!interlaced && (y === height - 1 || (y + 1) % factor === 0)) {
        emit(outY, 0);
        sums.fill(0);
      }
    },
    scaleDown(kind) {
      scaleDown(data, channels, kind);
      // The sums of colours are weighted by alpha.
      scaleDown(sums, channels, 'colour');
      if (kind === 'alpha') scaleDown(sums, channels, 'alpha');
    },
    finish(): Raster {
      if (interlaced) {
        for (let outY = 0; outY < outHeight; outY++) emit(outY, outY * rowLength);
      }
      freeMemory(sums);
      return { width: outWidth, height: outHeight, channels, data };
    },
  };
}

/**
 * Adds a line to the sums of its boxes, which start at `to`. One for each number of channels: this is the inner loop,
 * and the sums of a box stay in registers.
 */
type AddLine = (line: Uint8Array, pass: Pass, factor: number, sums: Uint32Array, to: number) => void;

const addGrey: AddLine = (line, { startX, stepX, width }, factor, sums, to) => {
  let at = to;
  for (let i = 0, x = startX, boxEnd = factor; i < width; at++, boxEnd += factor) {
    let grey = 0;
    for (; i < width && x < boxEnd; i++, x += stepX) grey += line[i]!;
    sums[at] = sums[at]! + grey;
  }
};

const addRgb: AddLine = (line, { startX, stepX, width }, factor, sums, to) => {
  const end = width * 3;
  let at = to;
  for (let i = 0, x = startX, boxEnd = factor; i < end; at += 3, boxEnd += factor) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (; i < end && x < boxEnd; i += 3, x += stepX) {
      red += line[i]!;
      green += line[i + 1]!;
      blue += line[i + 2]!;
    }
    sums[at] = sums[at]! + red;
    sums[at + 1] = sums[at + 1]! + green;
    sums[at + 2] = sums[at + 2]! + blue;
  }
};

const addRgba: AddLine = (line, { startX, stepX, width }, factor, sums, to) => {
  const end = width * 4;
  let at = to;
  for (let i = 0, x = startX, boxEnd = factor; i < end; at += 4, boxEnd += factor) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let alphas = 0;
    for (; i < end && x < boxEnd; i += 4, x += stepX) {
      const alpha = line[i + 3]!;
      red += alpha * line[i]!;
      green += alpha * line[i + 1]!;
      blue += alpha * line[i + 2]!;
      alphas += alpha;
    }
    sums[at] = sums[at]! + red;
    sums[at + 1] = sums[at + 1]! + green;
    sums[at + 2] = sums[at + 2]! + blue;
    sums[at + 3] = sums[at + 3]! + alphas;
  }
};
