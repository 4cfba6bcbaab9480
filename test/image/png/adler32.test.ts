import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adler32 } from '../../../src/image/png/adler32';

/** RFC 1950 §8.2, by the letter. */
function slowAdler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return (b << 16) | a;
}

function ofWhole(bytes: Uint8Array): number {
  return adler32(1, bytes, new DataView(bytes.buffer), 0, bytes.length);
}

describe('adler32()', () => {
  it('gives the checksum of any bytes, in one piece or in two', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (content, cut) => {
        const bytes = Uint8Array.from(content);
        const view = new DataView(bytes.buffer);
        const middle = Math.min(cut, bytes.length);
        const first = adler32(1, bytes, view, 0, middle);
        expect(adler32(first, bytes, view, middle, bytes.length)).toBe(slowAdler32(bytes));
        expect(ofWhole(bytes)).toBe(slowAdler32(bytes));
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('does not overflow on a megabyte of 255', () => {
    const bytes = new Uint8Array(1_000_003).fill(255);
    expect(ofWhole(bytes)).toBe(slowAdler32(bytes));
  });
});
