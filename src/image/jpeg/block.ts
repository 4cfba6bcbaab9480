import type { BitReader } from './bit-reader';
import type { CoefficientWeights } from './coefficient-weights';
import { END_OF_BLOCK, extend, type HuffmanTable, LOOK_AHEAD } from './huffman';
import { rejectJpeg } from './markers';

const LOOK_AHEAD_MASK = (1 << LOOK_AHEAD) - 1;
const ADVANCE_MASK = 127;

/**
 * Passes over the AC coefficients of a baseline block: about 2.5 ns a symbol, for only lengths are looked at. The
 * bulk of a 12-megapixel photograph goes through here, so the reader's fields live in locals.
 *
 * @param reader stands after the DC coefficient
 * @param table AC table of the component
 * @throws ServiceError `corrupt_jpeg`
 */
export function skipAc(reader: BitReader, table: HuffmanTable): void {
  const { data } = reader;
  const { lookup } = table;
  const lastPair = data.length - 2;
  let { bits, count, position } = reader;
  let entry = 0;
  let k = 1;
  while (k < 64) {
    if (count < 16) {
      const high = position <= lastPair ? data[position]! : 0xff;
      const low = position <= lastPair ? data[position + 1]! : 0xff;
      if (high !== 0xff && low !== 0xff) {
        bits = (bits << 16) | (high << 8) | low;
        count += 16;
        position += 2;
      } else {
        reader.bits = bits;
        reader.count = count;
        reader.position = position;
        reader.fill();
        ({ bits, count, position } = reader);
      }
    }
    entry = lookup[(bits >>> (count - LOOK_AHEAD)) & LOOK_AHEAD_MASK]!;
    if (entry === 0 || count < (entry & 31)) {
      reader.bits = bits;
      reader.count = count;
      reader.position = position;
      entry = reader.peekEntry(table);
      ({ bits, count, position } = reader);
    }
    count -= entry & 31;
    k += (entry >> 13) & ADVANCE_MASK;
  }
  reader.bits = bits;
  reader.count = count;
  reader.position = position;
  if (k > 64 && ((entry >> 13) & ADVANCE_MASK) !== END_OF_BLOCK)
    rejectJpeg('a run goes past the end of its block', position);
}

/**
 * Decodes the AC coefficients of a baseline block (T.81 F.2.2.2) and adds each, weighted, to the slot of the reduced
 * block that it belongs to: about 5 ns a symbol.
 *
 * @param reader stands after the DC coefficient
 * @param table AC table of the component
 * @param weights of the component
 * @param block reduced block, points × points, added to
 * @throws ServiceError `corrupt_jpeg`
 */
export function decodeAc(
  reader: BitReader,
  table: HuffmanTable,
  weights: CoefficientWeights,
  block: Float64Array,
): void {
  const { data } = reader;
  const { lookup } = table;
  const { weight, slot } = weights;
  const lastPair = data.length - 2;
  let { bits, count, position } = reader;
  let k = 1;
  while (k < 64) {
    if (count < 16) {
      const high = position <= lastPair ? data[position]! : 0xff;
      const low = position <= lastPair ? data[position + 1]! : 0xff;
      if (high !== 0xff && low !== 0xff) {
        bits = (bits << 16) | (high << 8) | low;
        count += 16;
        position += 2;
      } else {
        reader.bits = bits;
        reader.count = count;
        reader.position = position;
        reader.fill();
        ({ bits, count, position } = reader);
      }
    }
    let entry = lookup[(bits >>> (count - LOOK_AHEAD)) & LOOK_AHEAD_MASK]!;
    if (entry === 0 || count < (entry & 31)) {
      reader.bits = bits;
      reader.count = count;
      reader.position = position;
      entry = reader.peekEntry(table);
      ({ bits, count, position } = reader);
    }
    count -= entry & 31;
    k += (entry >> 13) & ADVANCE_MASK;
    const size = (entry >> 5) & 15;
    if (((entry >> 13) & ADVANCE_MASK) === END_OF_BLOCK) break;
    if (k > 64) rejectJpeg('a run goes past the end of its block', position);
    if (size === 0) continue;
    let value = entry >> 20;
    if (value === 0) value = extend((bits >>> count) & ((1 << size) - 1), size);
    const at = slot[k - 1]!;
    block[at] = block[at]! + value * weight[k - 1]!;
  }
  reader.bits = bits;
  reader.count = count;
  reader.position = position;
}
