/** A value and how many bits it takes. */
export type BitField = readonly [value: number, size: number];

/** A block with the fixed codes that ends at once, RFC 1951 §3.2.6: 10 bits. */
export const EMPTY_FIXED_BLOCK: readonly BitField[] = [
  [0, 1],
  [1, 2],
  [0, 7],
];

/** A block with its own tables, of one literal and one distance code, that ends at once: 90 bits. */
export const EMPTY_DYNAMIC_BLOCK: readonly BitField[] = [
  [0, 1],
  [2, 2],
  [0, 5],
  [0, 5],
  [14, 4],
  // Of the code lengths, 18 ("zeros") and 1 have a code, of one bit: 1 and 0.
  ...Array.from({ length: 18 }, (_, i): BitField => [i === 2 || i === 17 ? 1 : 0, 3]),
  // 138 and 118 zeros, end of block and distance 1 of one bit; then the end of the block.
  [1, 1],
  [127, 7],
  [1, 1],
  [107, 7],
  [0, 1],
  [0, 1],
  [0, 1],
];

/** Packs fields into bytes, lowest bit first (RFC 1951 §3.1.1); the last byte is padded with zeros. */
export function packBits(fields: readonly BitField[]): Uint8Array {
  const bits = fields.flatMap(([value, size]) => Array.from({ length: size }, (_, i) => (value >> i) & 1));
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce<number>((byte, bit, at) => byte | (bit << at), 0),
  );
}

/**
 * @param block whose bits are even in number
 * @param times wanted, rounded down so that the last one ends with a byte
 */
export function repeatBlock(block: readonly BitField[], times: number): Uint8Array {
  const four = packBits([block, block, block, block].flat());
  return Buffer.alloc(four.length * Math.floor(times / 4), four);
}
