import { ServiceError } from '../../errors';
import type { Scanline } from './scanline';

/** PNG specification §9.2, table 9.1. */
const FilterType = { None: 0, Sub: 1, Up: 2, Average: 3, Paeth: 4 } as const;

/** The high bit of each byte of a word, and the others. */
const HIGH_BITS = 0x80808080;
const LOW_BITS = 0x7f7f7f7f;

/**
 * Undoes the filter of one scanline (PNG specification §9). Costs 0.3 to 4 ns a byte, by filter.
 *
 * Pixels of three, four and eight bytes go by words; others channel by channel: what lies to the left then stays in a
 * register.
 *
 * @param filterType the byte in front of the scanline
 * @param source holds the filtered scanline, and 3 bytes of no matter behind it
 * @param start where it starts there
 * @param row receives the scanline
 * @param above the unfiltered scanline above, as long; zeros for the first one of a pass
 * @param distance bytes from a sample to the same sample of the pixel to the left, at least 1 (`bpp` in the
 *   specification)
 * @throws ServiceError `corrupt_png` for an unknown filter type
 */
export function unfilter(
  filterType: number,
  source: DataView<ArrayBuffer>,
  start: number,
  row: Scanline,
  above: Scanline,
  distance: number,
): void {
  const filtered = new Uint8Array(source.buffer, start, row.length);
  // Bytes that a step takes along: a word, but all of a pixel that is no whole words; single ones where neither will do.
  const together = distance === 3 ? 3 : distance % 4 === 0 ? 4 : 1;
  switch (filterType) {
    case FilterType.None:
      row.bytes.set(filtered);
      return;
    case FilterType.Up:
      undoUp(source, start, row, above);
      return;
    case FilterType.Sub:
      for (let first = 0; first < distance; first += together) {
        if (together === 1) undoSub(filtered, row.bytes, first, distance);
        else undoWordSub(source, start, row, first, distance);
      }
      return;
    case FilterType.Average:
      for (let first = 0; first < distance; first += together) {
        if (together === 1) undoAverage(filtered, row.bytes, above.bytes, first, distance);
        else undoWordAverage(source, start, row, above, first, distance);
      }
      return;
    case FilterType.Paeth:
      for (let first = 0; first < distance; first += together) {
        if (together === 1) undoPaeth(filtered, row.bytes, above.bytes, first, distance);
        else undoWordPaeth(source, start, row, above, first, distance);
      }
      return;
    default:
      throw new ServiceError('corrupt_png', `Cannot decode PNG: filter type ${filterType} is not 0 to 4`);
  }
}

// Four bytes at once. A pixel of three bytes takes the first of the next pixel along, which overwrites it; what the last
// one leaves behind the scanline is of no matter.

/** Adds the bytes of two words, each for itself: high bits are added apart, so that nothing is carried over. */
function addBytes(a: number, b: number): number {
  return ((a & LOW_BITS) + (b & LOW_BITS)) ^ ((a ^ b) & HIGH_BITS);
}

function undoUp(source: DataView, start: number, row: Scanline, above: Scanline): void {
  for (let i = 0; i < row.length; i += 4) {
    row.view.setInt32(i, addBytes(source.getInt32(start + i), above.view.getInt32(i)));
  }
}

function undoWordSub(
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

function undoWordAverage(
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

/** Where two neighbours are alike, as in all that is flat, the predictor is known without asking each channel. */
function undoWordPaeth(
  source: DataView,
  start: number,
  { view, length }: Scanline,
  above: Scanline,
  first: number,
  step: number,
): void {
  // The fourth byte of a word is none of the pixel's where that has three.
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

// One channel of a scanline each. What lies to the left of the first pixel counts as 0.

function undoSub(filtered: Uint8Array, row: Uint8Array, first: number, step: number): void {
  let left = 0;
  for (let i = first; i < filtered.length; i += step) {
    left = (filtered[i]! + left) & 255;
    row[i] = left;
  }
}

function undoAverage(
  filtered: Uint8Array,
  row: Uint8Array,
  above: Uint8Array,
  first: number,
  step: number,
): void {
  let left = 0;
  for (let i = first; i < filtered.length; i += step) {
    left = (filtered[i]! + ((left + above[i]!) >> 1)) & 255;
    row[i] = left;
  }
}

function undoPaeth(
  filtered: Uint8Array,
  row: Uint8Array,
  above: Uint8Array,
  first: number,
  step: number,
): void {
  let left = 0;
  let upperLeft = 0;
  for (let i = first; i < filtered.length; i += step) {
    const up = above[i]!;
    left = (filtered[i]! + paeth(left, up, upperLeft)) & 255;
    row[i] = left;
    upperLeft = up;
  }
}

/** The Paeth predictor, PNG specification §9.4: whichever of left, above and upper left is nearest to their plane. */
function paeth(left: number, above: number, upperLeft: number): number {
  const toLeft = Math.abs(above - upperLeft);
  const toAbove = Math.abs(left - upperLeft);
  const toUpperLeft = Math.abs(left + above - 2 * upperLeft);
  if (toLeft <= toAbove && toLeft <= toUpperLeft) return left;
  return toAbove <= toUpperLeft ? above : upperLeft;
}
