import type { BitReader } from './bit-reader';
import type { CoefficientWeights } from './coefficient-weights';
import { block } from './dct-block';
import { peekBits } from './entropy-window';
import { END_OF_BLOCK, extend, type HuffmanTable, LOOK_AHEAD } from './huffman';
import { rejectJpeg } from './markers';

const LOOK_AHEAD_SHIFT = 32 - LOOK_AHEAD;
const ADVANCE_MASK = 127;

/** After this many bits, the rest of a 25-bit peek still suffices for another look-up. */
const MAX_BITS_BEFORE_ANOTHER = 25 - LOOK_AHEAD;

/**
 * Skips the AC coefficients of a baseline block: about 8 ns per symbol, because only lengths are decoded. Most of
 * a 12-megapixel photograph passes through here, so each peek serves two symbols if possible.
 *
 * @param reader stands after the DC coefficient
 * @param table AC table of the component
 * @throws ServiceError `corrupt_jpeg`
 */
export function skipAc(reader: BitReader, table: HuffmanTable): void {
  const { lookup } = table;
  let { bit } = reader;
  let advance = 0;
  let k = 1;
  while (k < 64) {
    const bits = peekBits(bit);
    let entry = lookup[bits >>> LOOK_AHEAD_SHIFT]! || reader.findLongCode(table, bits);
    bit += entry & 31;
    advance = (entry >> 13) & ADVANCE_MASK;
    k += advance;
    if (k >= 64 || (entry & 31) > MAX_BITS_BEFORE_ANOTHER) continue;

    entry = lookup[(bits << (entry & 31)) >>> LOOK_AHEAD_SHIFT]!;
    if (entry === 0) continue;
    bit += entry & 31;
    advance = (entry >> 13) & ADVANCE_MASK;
    k += advance;
  }
  reader.bit = bit;
  if (k > 64 && advance !== END_OF_BLOCK) rejectJpeg('a run goes past the end of its block', reader.position);
}

/**
 * Decodes the AC coefficients of a baseline block (T.81 F.2.2.2) and adds each, weighted, to the slot of `block` that
 * it belongs to: about 7 ns per symbol, two per peek if the value of the first fits in.
 *
 * @param reader stands after the DC coefficient
 * @param table AC table of the component
 * @param weights of the component
 * @returns how many of the 64 coefficients, in zigzag order, may not be zero: at least 1
 * @throws ServiceError `corrupt_jpeg`
 */
export function decodeAc(reader: BitReader, table: HuffmanTable, weights: CoefficientWeights): number {
  const { lookup } = table;
  let { bit } = reader;
  let k = 1;
  while (k < 64) {
    const bits = peekBits(bit);
    let entry = lookup[bits >>> LOOK_AHEAD_SHIFT]!;
    if (entry >> 20 !== 0) {
      bit += entry & 31;
      k += (entry >> 13) & ADVANCE_MASK;
      add(weights, k - 1, entry >> 20);
      if (k >= 64) break;
      // Code and value fitted into the look-ahead, so enough bits remain for another.
      entry = lookup[(bits << (entry & 31)) >>> LOOK_AHEAD_SHIFT]!;
    }
    let value = entry >> 20;
    if (value === 0) {
      if (entry === 0) entry = reader.findLongCode(table, peekBits(bit));
      const advance = (entry >> 13) & ADVANCE_MASK;
      const size = (entry >> 5) & 15;
      const end = bit + (entry & 31);
      if (size === 0) {
        bit = end;
        if (advance === END_OF_BLOCK) break;
        k += advance;
        continue;
      }
      value = extend(peekBits(end - size) >>> (32 - size), size);
    }
    bit += entry & 31;
    k += (entry >> 13) & ADVANCE_MASK;
    add(weights, k - 1, value);
  }
  reader.bit = bit;
  if (k > 64) rejectJpeg('a run goes past the end of its block', reader.position);
  return k;
}

function add({ weight, slot }: CoefficientWeights, k: number, value: number): void {
  const at = slot[k]!;
  block[at] = block[at]! + value * weight[k]!;
}
