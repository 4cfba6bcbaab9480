import type { Raster } from '../image/raster';
import type { Box } from './grey-image';
import { LUMA } from './ink-axis';

export const CROP_SIDE = 64;
/** Paper on each side of the digit, as a share of its longer side. */
const MARGIN = 1 / 8;
/** Most samples of a pixel along each axis: bounds the work, whatever the size of the picture. */
const MAX_SAMPLES = 2;

/**
 * Cuts out the digit with a little of the paper around it, as a square.
 *
 * @param raster the picture; what is transparent becomes white
 * @param box of the digit
 * @returns 64×64 grey levels, row by row; beyond the picture its edge is repeated
 */
export function cropDigit(raster: Raster, box: Box): Uint8Array {
  const side = Math.max(box.width, box.height) * (1 + 2 * MARGIN);
  const left = box.x + (box.width - side) / 2;
  const top = box.y + (box.height - side) / 2;
  const samples = Math.min(Math.ceil(side / CROP_SIDE), MAX_SAMPLES);
  const count = CROP_SIDE * samples;
  const columns = positions(left, side / count, count, raster.width);
  const rows = positions(top, side / count, count, raster.height);
  const crop = new Uint8Array(CROP_SIDE * CROP_SIDE);
  for (let y = 0; y < CROP_SIDE; y++) {
    for (let x = 0; x < CROP_SIDE; x++) {
      let sum = 0;
      for (let row = y * samples; row < (y + 1) * samples; row++) {
        for (let column = x * samples; column < (x + 1) * samples; column++)
          sum += greyAt(raster, columns[column]!, rows[row]!);
      }
      crop[y * CROP_SIDE + x] = Math.round(sum / samples ** 2);
    }
  }
  return crop;
}

/** Where the samples along an axis lie, in whole pixels of the picture. */
function positions(start: number, step: number, count: number, length: number): Int32Array {
  // Int32Array.from() takes ten times as long.
  const at = new Int32Array(count);
  for (let i = 0; i < count; i++)
    at[i] = Math.min(Math.max(Math.floor(start + (i + 0.5) * step), 0), length - 1);
  return at;
}

function greyAt({ width, channels, data }: Raster, x: number, y: number): number {
  const o = (y * width + x) * channels;
  if (channels === 1) return data[o]!;
  const grey = LUMA[0] * data[o]! + LUMA[1] * data[o + 1]! + LUMA[2] * data[o + 2]!;
  const alpha = channels === 4 ? data[o + 3]! / 255 : 1;
  return grey * alpha + 255 * (1 - alpha);
}
