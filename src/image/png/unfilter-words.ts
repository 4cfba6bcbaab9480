import type { Scanline } from './scanline';
import { paeth } from './unfilter-channels';

// Four bytes at once. A three-byte pixel includes the first byte of the next pixel, which overwrites it later; what the last
// one leaves after the scanline does not matter.

/** The high bit of each byte of a word, and the others. */
const HIGH_BITS = 0x80808080;
const LOW_BITS = 0x7f7f7f7f;

/** Adds two words byte by byte: high bits are added separately, so that nothing carries over. */
function addBytes(a: number, b: number): number {
  return ((a & LOW_BITS) + (b & LOW_BITS)) ^ ((a ^ b) & HIGH_BITS);
}

export function undoUp(source: DataView, start: number, row: Scanline, above: Scanline): void {
  for (let i = 0; i < row.length; i += 4) {
    row.view.setInt32(i, addBytes(source.getInt32(start + i), above.view.getInt32(i)));
  }
}

export function undoWordSub(
  source: DataView,
  start: number,
  { view, length }: Scanline,
  first: number,
  step: number,
): void {
  let left = 0;
  for (let i = first; i < length; i += step) {
    left = addBytes(source.getInt32(start + i), left);
    view.setInt32(i, left);
  }
}

export function undoWordAverage(
  source: DataView,
  start: number,
  { view, length }: Scanline,
  above: Scanline,
  first: number,
  step: number,
): void {
  let left = 0;
  for (let i = first; i < length; i += step) {
    const up = above.view.getInt32(i);
    // Half the sum of each two bytes, rounded down: what they share, and half of what they do not.
    const average = (left & up) + (((left ^ up) >>> 1) & LOW_BITS);
    left = addBytes(source.getInt32(start + i), average);
    view.setInt32(i, left);
  }
}

/** If two neighbours are equal, as in flat areas, the predictor is known without looking at each channel. */
export function undoWordPaeth(
  source: DataView,
  start: number,
  { view, length }: Scanline,
  above: Scanline,
  first: number,
  step: number,
): void {
  // In three-byte pixels, the fourth byte of a word belongs to the next pixel.
  const mask = step === 3 ? 0xffffff00 | 0 : -1;
  let left = 0;
  let upperLeft = 0;
  for (let i = first; i < length; i += step) {
    const up = above.view.getInt32(i) & mask;
    const predicted = up === upperLeft ? left : left === upperLeft ? up : paethOfBytes(left, up, upperLeft);
    left = addBytes(source.getInt32(start + i), predicted) & mask;
    view.setInt32(i, left);
    upperLeft = up;
  }
}

function paethOfBytes(left: number, above: number, upperLeft: number): number {
  return (
    (paeth(left >>> 24, above >>> 24, upperLeft >>> 24) << 24) |
    (paeth((left >>> 16) & 255, (above >>> 16) & 255, (upperLeft >>> 16) & 255) << 16) |
    (paeth((left >>> 8) & 255, (above >>> 8) & 255, (upperLeft >>> 8) & 255) << 8) |
    paeth(left & 255, above & 255, upperLeft & 255)
  );
}
