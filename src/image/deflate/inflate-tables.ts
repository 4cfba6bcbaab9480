/** Kinds of entries: a literal byte or a distance; the base of a length; the end of the block; a second-level table. */
export const EntryKind = { Value: 0x100, Length: 0x200, EndOfBlock: 0x300, SecondTable: 0 } as const;
export const ENTRY_KIND_MASK = 0x300;

export const LONGEST_CODE = 15;
export const END_OF_BLOCK = 256;
export const LONGEST_MATCH = 258;

/** Entry of each symbol without the length of its code; 0 if the symbol is not allowed. */
type Meanings = Int32Array;

// RFC 1951 §3.2.5: extra bits of length codes 257 to 284 and of distance codes 0 to 29.
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5];
const DISTANCE_EXTRA = Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1));

/** Literals, end of block, lengths: the first alphabet. Symbols 286 and 287 are not allowed. */
export const LITERAL_MEANINGS: Meanings = literalMeanings();

/** The second alphabet. Symbols 30 and 31 are not allowed. */
export const DISTANCE_MEANINGS: Meanings = distanceMeanings();

/** The alphabet of code lengths: symbols stand for themselves. */
export const PLAIN_MEANINGS: Meanings = Int32Array.from(
  { length: 19 },
  (_, i) => (i << 10) | EntryKind.Value,
);

function literalMeanings(): Meanings {
  const meanings = new Int32Array(288);
  for (let byte = 0; byte < 256; byte++) meanings[byte] = (byte << 10) | EntryKind.Value;
  meanings[END_OF_BLOCK] = EntryKind.EndOfBlock;
  meanings.set(withBases(LENGTH_EXTRA, 3, EntryKind.Length), END_OF_BLOCK + 1);
  // By the general rule the last code would mean 258 and above; it means 258 only.
  meanings[285] = (LONGEST_MATCH << 10) | EntryKind.Length;
  return meanings;
}

function distanceMeanings(): Meanings {
  const meanings = new Int32Array(32);
  meanings.set(withBases(DISTANCE_EXTRA, 1, EntryKind.Value));
  return meanings;
}

function withBases(extraBits: readonly number[], first: number, kind: number): number[] {
  let base = first;
  return extraBits.map((extra) => {
    const meaning = (base << 10) | kind | (extra << 4);
    base += 1 << extra;
    return meaning;
  });
}

/** The fault of a set of code lengths, or null. A single code of one bit is incomplete, but used in practice. */
export type CodeFault = 'over-subscribed' | 'incomplete' | null;

const counts = new Uint16Array(LONGEST_CODE + 1);
const nextCode = new Uint16Array(LONGEST_CODE + 2);

/**
 * A two-level decoding table for a Huffman code of deflate (RFC 1951 §3.2.2): an entry for each value of the look-ahead,
 * followed by a second-level table for each prefix of longer codes.
 *
 * Bits 0–3 of an entry: length of the code, or number of bits that index the second-level table; 4–7: number of extra bits;
 * 8–9: its kind; 10 and above: literal byte, base of the length or distance, or start of the second-level table. 0 if no
 * code has these bits.
 */
export class InflateTable {
  readonly entries: Int32Array;
  /** Bits of the first lookup; fewer than the maximum if no code is as long. */
  lookAhead = 0;
  /** Longest code. */
  longest = 0;
  private readonly maxLookAhead: number;
  private used = 0;

  /**
   * @param lookAhead maximum number of bits of the first lookup
   * @param symbols maximum size of the alphabet
   */
  constructor(lookAhead: number, symbols: number) {
    this.maxLookAhead = lookAhead;
    // A second-level table contains at least two codes.
    const secondTables = symbols >> 1;
    this.entries = new Int32Array((1 << lookAhead) + (secondTables << (LONGEST_CODE - lookAhead)));
  }

  /**
   * Fills the table for another code, in 1 to 5 µs.
   *
   * @param lengths of the codes of all symbols, 0 for none; at most 15
   * @param symbols number of `lengths` to use
   * @param meanings of the symbols
   * @returns the fault, or null; the table is usable unless there are too many codes
   */
  build(lengths: Uint8Array, symbols: number, meanings: Meanings): CodeFault {
    counts.fill(0);
    for (let symbol = 0; symbol < symbols; symbol++) counts[lengths[symbol]!]!++;
    counts[0] = 0;
    nextCode[1] = 0;
    let free = 1;
    this.longest = 0;
    for (let length = 1; length <= LONGEST_CODE; length++) {
      free = 2 * free - counts[length]!;
      if (free < 0) return 'over-subscribed';
      nextCode[length + 1] = (nextCode[length]! + counts[length]!) << 1;
      if (counts[length]! > 0) this.longest = length;
    }
    this.lookAhead = Math.min(this.maxLookAhead, this.longest);
    this.used = 1 << this.lookAhead;
    this.entries.fill(0, 0, this.used);
    for (let symbol = 0; symbol < symbols; symbol++) {
      const length = lengths[symbol]!;
      if (length > 0) this.add(nextCode[length]!++, length, meanings[symbol]!);
    }
    return free > 0 ? 'incomplete' : null;
  }

  private add(code: number, length: number, meaning: number): void {
    const { entries, lookAhead } = this;
    // Codes are packed from their highest bit, all other values from the lowest (§3.1.1): reversed, they index the table.
    const turned = reverseBits(code, length);
    const entry = meaning === 0 ? 0 : meaning | length;
    if (length <= lookAhead) {
      for (let at = turned; at < 1 << lookAhead; at += 1 << length) entries[at] = entry;
      return;
    }
    const beginning = turned & ((1 << lookAhead) - 1);
    const secondBits = this.longest - lookAhead;
    if (entries[beginning] === 0) {
      entries[beginning] = (this.used << 10) | EntryKind.SecondTable | secondBits;
      entries.fill(0, this.used, this.used + (1 << secondBits));
      this.used += 1 << secondBits;
    }
    const start = entries[beginning]! >> 10;
    const step = 1 << (length - lookAhead);
    for (let at = turned >> lookAhead; at < 1 << secondBits; at += step) entries[start + at] = entry;
  }
}

function reverseBits(code: number, length: number): number {
  let turned = 0;
  for (let i = 0, rest = code; i < length; i++, rest >>= 1) turned = (turned << 1) | (rest & 1);
  return turned;
}
