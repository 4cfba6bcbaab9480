import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPattern, findPattern } from '../../../src/http/body/find-pattern';

describe('findPattern()', () => {
  it('finds what Buffer.indexOf() finds, in any range', () => {
    const letters = fc
      .array(fc.constantFrom('\r', '\n', '-', 'a'), { maxLength: 60 })
      .map((all) => all.join(''));
    const boundary = fc.array(fc.constantFrom('-', 'a'), { maxLength: 5 }).map((all) => all.join(''));
    fc.assert(
      fc.property(letters, boundary, fc.nat(60), fc.nat(60), (text, tail, from, to) => {
        const pattern = `\r\n--${tail}`;
        const expected = Buffer.from(text).indexOf(pattern, Math.min(from, text.length));
        const found = findPattern(Buffer.from(text), createPattern(pattern), from, to);
        expect(found).toBe(expected >= 0 && expected < to ? expected : -1);
      }),
      { numRuns: 2000, seed: 12 },
    );
  });
});
