import type { Raster } from '../raster';
import type { Pass } from './adam7';

/** Takes expanded rows as they come and keeps only what the result needs. */
export interface RowSink {
  /**
   * @param line 8-bit channels of the row's pixels
   * @param pass which pixels of the picture a row of this pass holds
   * @param row number of the row within the pass, from 0
   */
  add(line: Uint8Array, pass: Pass, row: number): void;
  /** @returns the picture; to be called once, after the last row */
  finish(): Raster;
}

/**
 * Keeps every pixel.
 *
 * @param width of the picture in pixels
 * @param height in pixels
 * @param channels of its pixels
 */
export function createPlacingSink(width: number, height: number, channels: 1 | 3 | 4): RowSink {
  const data = new Uint8Array(width * height * channels);
  return {
    add(line, pass, row) {
      const rowStart = (pass.startY + row * pass.stepY) * width * channels;
      if (pass.stepX === 1) {
        data.set(pass.width === width ? line : line.subarray(0, pass.width * channels), rowStart);
        return;
      }
      let to = rowStart + pass.startX * channels;
      const step = (pass.stepX - 1) * channels;
      for (let x = 0, from = 0; x < pass.width; x++, to += step) {
        for (let channel = 0; channel < channels; channel++) data[to++] = line[from++]!;
      }
    },
    finish: () => ({ width, height, channels, data }),
  };
}
