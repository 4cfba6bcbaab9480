import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/lib/random';
import { BitReader } from '../../../src/image/jpeg/bit-reader';
import { BitWriter } from '../../support/image/jpeg-bits';

/** What a reader has in its window at most. */
const WINDOW_BYTES = 8192;

/** Reads as many bytes as a decoder does: no more than a block's worth without preparing. */
function readBytes(reader: BitReader, count: number): number[] {
  return Array.from({ length: count }, () => {
    reader.prepare();
    return reader.readBits(8);
  });
}

describe('BitReader', () => {
  it('returns what was written, for any sizes and any number of 0xFF', () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 1, max: 16 })));
    fc.assert(
      fc.property(pieces, (written) => {
        const writer = new BitWriter();
        for (const [value, size] of written) writer.write(value | 0xff00, size);
        const reader = new BitReader(Uint8Array.from([...writer.finish(), 0xff, 0xd9]), 0);
        for (const [value, size] of written) {
          reader.prepare();
          expect(reader.readBits(size)).toBe((value | 0xff00) & (2 ** size - 1));
        }
        expect(reader.exhausted).toBe(false);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it.each([WINDOW_BYTES - 1, WINDOW_BYTES, WINDOW_BYTES + 1, 3 * WINDOW_BYTES + 5])(
    'reads %i bytes, stuffed zeros taken out, from one window to the next, and tells where it stands',
    (count) => {
      const random = seededRandom(count);
      // Every third one 0xFF, so that a pair of 0xFF and zero falls across the end of a window.
      const bytes = Array.from({ length: count }, () =>
        random() < 1 / 3 ? 0xff : Math.floor(256 * random()),
      );
      const stuffed = bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]));
      const reader = new BitReader(Uint8Array.from([7, 7, 7, ...stuffed, 0xff, 0xd9]), 3);
      const half = count >> 1;
      expect(readBytes(reader, half)).toEqual(bytes.slice(0, half));
      const stuffedHalf = bytes.slice(0, half).filter((byte) => byte === 0xff).length;
      expect(reader.position).toBe(3 + half + stuffedHalf);
      expect(readBytes(reader, count - half)).toEqual(bytes.slice(half));
      expect(reader.position).toBe(3 + stuffed.length);
      expect(reader.exhausted).toBe(false);
    },
  );

  it.each([
    ['a marker', [1, 2, 0xff, 0xd9, 3]],
    ['the end of the file', [1, 2]],
    ['0xFF as the last byte of the file', [1, 2, 0xff]],
  ])('returns zeros after %s, and reports that they were used', (_, bytes) => {
    const reader = new BitReader(Uint8Array.from(bytes), 0);
    expect(readBytes(reader, 2)).toEqual([1, 2]);
    expect(reader.exhausted).toBe(false);
    expect(readBytes(reader, 600)).toEqual(new Array(600).fill(0));
    expect(reader.exhausted).toBe(true);
  });

  it('continues after a restart marker, and discards the padding before it', () => {
    const reader = new BitReader(Uint8Array.of(1, 0xff, 0xd0, 2, 0xff, 0xd9), 0);
    expect(readBytes(reader, 2)).toEqual([1, 0]);
    reader.restart(0);
    expect(reader.exhausted).toBe(false);
    expect(readBytes(reader, 1)).toEqual([2]);
  });
});
