import type { Raster } from '../raster';
import type { Pass } from './adam7';

/** Channels that are scaled together. */
export type ChannelKind = 'colour' | 'alpha';

/** 65,535 / 255: how many times darker a byte is if read as a 16-bit sample. */
const BYTE_IN_16_BITS = 257;

/** Receives expanded rows and keeps only what the result needs. */
export interface RowSink {
  /**
   * @param line 8-bit channels of the row's pixels
   * @param pass which pixels of the picture a row of this pass holds
   * @param row number of the row within the pass, from 0
   */
  add(line: Uint8Array, pass: Pass, row: number): void;
  /** Divides its contents by 257: the supposed 8-bit values were small 16-bit ones. */
  scaleDown(kind: ChannelKind): void;
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
    scaleDown: (kind) => scaleDown(data, channels, kind),
    finish: () => ({ width, height, channels, data }),
  };
}

/** Divides the channels of one kind by 257, to the nearest whole number. */
export function scaleDown(values: Uint8Array | Uint32Array, channels: 1 | 3 | 4, kind: ChannelKind): void {
  for (let i = 0; i < values.length; i++) {
    const isAlpha = channels === 4 && i % 4 === 3;
    if (isAlpha === (kind === 'alpha')) values[i] = Math.round(values[i]! / BYTE_IN_16_BITS);
  }
}
