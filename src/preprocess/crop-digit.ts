import type { Raster } from '../image/raster';
import type { Box } from './grey-image';
import { LUMA } from './luma';

export const CROP_SIDE = 64;
/** Paper on each side of the digit, as a share of its longer side. */
const MARGIN = 1 / 8;
/** Most samples of a pixel, along its diagonal: bounds the work, whatever the size of the picture. */
const MAX_SAMPLES = 2;
const [RED, GREEN, BLUE] = LUMA;

/**
 * Cuts out the digit with a little of the paper around it, as a square.
 *
 * @param raster the picture; what is transparent becomes white
 * @param box of the digit
 * @returns 64×64 grey levels, row by row, or fewer where the picture has no more pixels; beyond the picture its edge is repeated
 */
export function cropDigit(raster: Raster, box: Box): Uint8Array {
  const length = Math.max(box.width, box.height) * (1 + 2 * MARGIN);
  const left = box.x + (box.width - length) / 2;
  const top = box.y + (box.height - length) / 2;
  const side = Math.min(Math.ceil(length), CROP_SIDE);
  const samples = Math.min(Math.ceil(length / side), MAX_SAMPLES);
  const count = side * samples;
  const columns = positions(left, length / count, count, raster.width);
  const rows = positions(top, length / count, count, raster.height);
  const crop = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let n = 0; n < samples; n++)
        sum += greyAt(raster, columns[x * samples + n]!, rows[y * samples + n]!);
      crop[y * side + x] = sum / samples + 0.5;
    }
  }
  return crop;
}

/**
 * @param crop of `cropDigit()`
 * @returns 64×64 grey levels: smaller crops are enlarged by repeating their pixels
 */
export function enlargeCrop(crop: Uint8Array): Uint8Array {
  const side = Math.sqrt(crop.length);
  const places = positions(0, side / CROP_SIDE, CROP_SIDE, side);
  return Uint8Array.from(
    { length: CROP_SIDE * CROP_SIDE },
    (_, i) => crop[places[Math.floor(i / CROP_SIDE)]! * side + places[i % CROP_SIDE]!]!,
  );
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
  const grey = RED * data[o]! + GREEN * data[o + 1]! + BLUE * data[o + 2]!;
  if (channels === 3 || data[o + 3] === 255) return grey;
  const alpha = data[o + 3]! / 255;
  return grey * alpha + 255 * (1 - alpha);
}
