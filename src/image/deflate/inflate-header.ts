import type { DeflateInput } from './deflate-input';
import type { BlockCodes } from './inflate-codes';
import {
  DISTANCE_MEANINGS,
  END_OF_BLOCK,
  ENTRY_KIND_MASK,
  EntryKind,
  InflateTable,
  LITERAL_MEANINGS,
  PLAIN_MEANINGS,
} from './inflate-tables';

// RFC 1951 §3.2.7: order of the lengths of the codes for code lengths.
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_LITERALS = 286;
const MAX_DISTANCES = 30;
const CODE_LENGTHS = 19;

/** Symbols 16, 17 and 18: what they repeat, the minimum number of repetitions, and the extra bits for more. */
const REPEAT_PREVIOUS = 16;
const REPEATS = [
  { least: 3, bits: 2 },
  { least: 3, bits: 3 },
  { least: 11, bits: 7 },
];

const lengths = new Uint8Array(MAX_LITERALS + MAX_DISTANCES);
const codeLengths = new Uint8Array(CODE_LENGTHS);
const codeLengthTable = new InflateTable(7, CODE_LENGTHS);

/**
 * Reads the zlib header (RFC 1950 §2.2): method 8 (deflate), a window of at most 32 KB, valid check bits, no
 * dictionary.
 *
 * @throws what `CompressedData.reject` throws, but not where the data end within it
 */
export function readZlibHeader(input: DeflateInput): void {
  const method = input.readBits(8);
  const flags = input.readBits(8);
  if (input.exhausted) return;
  if ((method * 256 + flags) % 31 !== 0) input.reject('incorrect header check');
  if ((method & 15) !== 8) input.reject('unknown compression method');
  if (method >> 4 > 7) input.reject('invalid window size');
  if ((flags & 0x20) !== 0) input.reject('a preset dictionary');
}

/**
 * Reads the header of a stored block (RFC 1951 §3.2.4).
 *
 * @param input after the type of the block
 * @returns bytes in the block; 0 if the data end within the header
 * @throws what `CompressedData.reject` throws
 */
export function readStoredLength(input: DeflateInput): number {
  input.alignToByte();
  const length = input.readBits(16);
  const complement = input.readBits(16);
  if (input.exhausted) return 0;
  if (complement !== (length ^ 0xffff)) input.reject('invalid stored block lengths');
  return length;
}

/**
 * Reads the header of a block with dynamic codes (RFC 1951 §3.2.7). Rejects what zlib rejects.
 *
 * @param input after the type of the block
 * @param codes tables to fill, for literals and lengths, and for distances
 * @throws what `CompressedData.reject` throws, but not where the data end within it
 */
export function readDynamicTables(input: DeflateInput, { literals, distances }: BlockCodes): void {
  const literalCount = input.readBits(5) + 257;
  const distanceCount = input.readBits(5) + 1;
  const codeLengthCount = input.readBits(4) + 4;
  if (input.exhausted) return;
  if (literalCount > MAX_LITERALS || distanceCount > MAX_DISTANCES) {
    input.reject('too many length or distance symbols');
  }
  codeLengths.fill(0);
  for (let i = 0; i < codeLengthCount; i++) codeLengths[ORDER[i]!] = input.readBits(3);
  if (input.exhausted) return;
  if (codeLengthTable.build(codeLengths, CODE_LENGTHS, PLAIN_MEANINGS) !== null) {
    input.reject('invalid code lengths set');
  }
  readLengths(input, literalCount + distanceCount);
  if (input.exhausted) return;
  if (lengths[END_OF_BLOCK] === 0) input.reject('invalid code -- missing end-of-block');
  build(input, literals, lengths, literalCount, LITERAL_MEANINGS, 'invalid literal/lengths set');
  const rest = lengths.subarray(literalCount);
  build(input, distances, rest, distanceCount, DISTANCE_MEANINGS, 'invalid distances set');
}

function readLengths(input: DeflateInput, count: number): void {
  for (let i = 0; i < count && !input.exhausted; ) {
    const symbol = readSymbol(input);
    if (symbol < REPEAT_PREVIOUS) {
      lengths[i++] = symbol;
      continue;
    }
    if (symbol === REPEAT_PREVIOUS && i === 0) input.reject('invalid bit length repeat');
    const { least, bits } = REPEATS[symbol - REPEAT_PREVIOUS]!;
    const times = least + input.readBits(bits);
    if (i + times > count) input.reject('invalid bit length repeat');
    lengths.fill(symbol === REPEAT_PREVIOUS ? lengths[i - 1]! : 0, i, i + times);
    i += times;
  }
}

function readSymbol(input: DeflateInput): number {
  input.prepare();
  const entry = codeLengthTable.entries[input.peek(input.bit) & ((1 << codeLengthTable.lookAhead) - 1)]!;
  if ((entry & ENTRY_KIND_MASK) !== EntryKind.Value) input.reject('invalid code lengths set');
  input.bit += entry & 15;
  return entry >> 10;
}

/** A code has to be complete, except with a single symbol. */
function build(
  input: DeflateInput,
  table: InflateTable,
  codes: Uint8Array,
  count: number,
  meanings: Int32Array,
  message: string,
): void {
  const fault = table.build(codes, count, meanings);
  if (fault === 'over-subscribed' || (fault === 'incomplete' && table.longest > 1)) input.reject(message);
}
