import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../src/http/body/decode-base64';

const PIECE = 2 ** 16;

const decode = (text: string) => decodeBase64(new Uint8Array(Buffer.from(text, 'latin1')));

/** What a decoder makes of a text, in hexadecimal, or null where it refuses it. */
function outcome(decode: (text: string) => Uint8Array | string, text: string): string | null {
  try {
    const decoded = decode(text);
    return (typeof decoded === 'string' ? Buffer.from(decoded, 'latin1') : Buffer.from(decoded)).toString(
      'hex',
    );
  } catch {
    return null;
  }
}

describe('decodeBase64()', () => {
  it('round-trips any bytes, of any length around the size of a chunk', () => {
    for (let less = 0; less <= 12; less++) {
      const bytes = Buffer.alloc((PIECE * 3) / 4 + 6 - less, 'digits');
      expect(bytes.equals(decode(bytes.toString('base64')))).toBe(true);
    }
  });

  it('accepts and refuses the same as atob(), wherever characters, padding and blanks are', () => {
    const tail = fc.array(fc.constantFrom('A', 'z', '+', '/', '=', ' ', '\n', '§'), { maxLength: 24 });
    fc.assert(
      fc.property(fc.constantFrom(0, PIECE - 8, PIECE - 4, PIECE - 3), tail, (before, characters) => {
        const text = 'A'.repeat(before) + characters.join('');
        expect(outcome(decode, text)).toBe(outcome(atob, text));
      }),
      { numRuns: 1000 },
    );
  });

  it('skips blanks longer than a chunk, between characters and after the padding', () => {
    const blanks = ' '.repeat(PIECE);
    for (const text of [
      `ZGln${blanks}a${blanks}XQ=${blanks}`,
      ' Z'.repeat(PIECE),
      `QQ==${blanks}${blanks}`,
    ]) {
      expect(outcome(decode, text)).toBe(outcome(atob, text));
    }
  });

  it('refuses padding before the end, even at the end of a chunk', () => {
    expect(() => decode(`${'A'.repeat(PIECE - 1)}=AAAA`)).toThrow(RangeError);
  });
});
