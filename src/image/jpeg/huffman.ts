import { rejectJpeg, type Segment } from './markers';

/** Bits that one look-up resolves. In photographs, under 1 % of codes are longer. */
export const LOOK_AHEAD = 10;

/** Advance of an end-of-block code: past any block. */
export const END_OF_BLOCK = 64;

/**
 * A Huffman table prepared for decoding.
 *
 * A code is followed by a number of value bits that the low half of its symbol names (T.81 F.1.2.1 and F.1.2.2), so
 * one entry holds all that a block decoder needs. Bits 0–4: length of code and value together; 5–12: the symbol;
 * 13–19: by how much a baseline AC symbol moves on in the block; 20–31: the signed value, or 0 where the look-ahead
 * does not reach to its end.
 */
export interface HuffmanTable {
  /** Entry by the next LOOK_AHEAD bits; 0 where the code is longer, or none. */
  readonly lookup: Int32Array;
  /** MAXCODE by length (T.81 F.2.2.3), -1 where no code has this length. */
  readonly maxCode: Int32Array;
  /** VALPTR - MINCODE by length: added to a code it gives the index of its symbol. */
  readonly symbolOffset: Int32Array;
  /** HUFFVAL */
  readonly symbols: Uint8Array;
}

/** A table as stored in the file (T.81 B.2.4.2), prepared when a scan first uses it. */
export interface HuffmanSpec {
  /** BITS: how many codes there are of length 1 to 16. */
  readonly counts: Uint8Array;
  /** HUFFVAL */
  readonly symbols: Uint8Array;
  /** Its offset in the file. */
  readonly offset: number;
  table: HuffmanTable | null;
}

/** The slots of Huffman tables, four for DC and four for AC. */
export interface HuffmanSpecs {
  readonly dc: (HuffmanSpec | null)[];
  readonly ac: (HuffmanSpec | null)[];
}

/**
 * Reads a DHT segment, T.81 B.2.4.2.
 *
 * @param bytes the file
 * @param segment the DHT segment, any number of tables
 * @param specs receives them
 * @throws ServiceError `corrupt_jpeg`
 */
export function readHuffmanSpecs(bytes: Uint8Array, segment: Segment, specs: HuffmanSpecs): void {
  let at = segment.dataStart;
  while (at < segment.dataEnd) {
    const tableClass = bytes[at]! >> 4;
    const slot = bytes[at]! & 15;
    if (tableClass > 1 || slot > 3) rejectJpeg(`Huffman table ${slot} of class ${tableClass}`, at);
    const counts = bytes.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + total;
    if (total > 256 || end > segment.dataEnd) rejectJpeg('a Huffman table is cut short', at);

    const spec = { counts, symbols: bytes.subarray(at + 17, end), offset: at, table: null };
    (tableClass === 0 ? specs.dc : specs.ac)[slot] = spec;
    at = end;
  }
}

/**
 * Prepares a table for decoding, T.81 annex C; about 5 µs.
 *
 * @param spec as sent
 * @returns the table, built once for each spec
 * @throws ServiceError `corrupt_jpeg` if there are more codes of a length than its bits can distinguish
 */
export function buildHuffmanTable(spec: HuffmanSpec): HuffmanTable {
  if (spec.table) return spec.table;
  const lookup = new Int32Array(1 << LOOK_AHEAD);
  const maxCode = new Int32Array(17).fill(-1);
  const symbolOffset = new Int32Array(17);

  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = spec.counts[length - 1]!;
    if (code + count > 1 << length) rejectJpeg(`too many Huffman codes of ${length} bits`, spec.offset);
    symbolOffset[length] = index - code;
    for (let i = 0; i < count; i++, code++, index++) {
      if (length <= LOOK_AHEAD) fillEntries(lookup, code, length, spec.symbols[index]!);
    }
    if (count > 0) maxCode[length] = code - 1;
    code <<= 1;
  }
  spec.table = { lookup, maxCode, symbolOffset, symbols: spec.symbols };
  return spec.table;
}

/** Writes the entries of all lookaheads that begin with a code: one for each value where it fits in as well. */
function fillEntries(lookup: Int32Array, code: number, length: number, symbol: number): void {
  const entry = packEntry(length, symbol);
  const size = symbol & 15;
  const unused = LOOK_AHEAD - length - size;
  if (size === 0 || unused < 0) {
    const shift = LOOK_AHEAD - length;
    for (let at = code << shift; at < (code + 1) << shift; at++) lookup[at] = entry;
    return;
  }
  let at = code << (LOOK_AHEAD - length);
  for (let bits = 0; bits < 1 << size; bits++) {
    const withValue = entry | (extend(bits, size) << 20);
    for (const end = at + (1 << unused); at < end; at++) lookup[at] = withValue;
  }
}

/**
 * @param codeLength bits of the code that are still to be consumed
 * @param symbol for AC: run of zeros in the high half, size of the value in the low half
 * @returns the entry, as HuffmanTable describes it, without a value
 */
export function packEntry(codeLength: number, symbol: number): number {
  const run = symbol >> 4;
  const size = symbol & 15;
  const advance = size > 0 || run === 15 ? run + 1 : END_OF_BLOCK;
  return (codeLength + size) | (symbol << 5) | (advance << 13);
}

/**
 * EXTEND, T.81 figure F.12: bits that start with 0 represent a negative number. Without a branch, because its outcome
 * would be random.
 *
 * @param bits as read
 * @param size how many, 1 to 15
 * @returns the signed number. Worked example: 0b01 of size 2 is -2
 */
export function extend(bits: number, size: number): number {
  return bits + (((bits - (1 << (size - 1))) >> 31) & (1 - (1 << size)));
}
