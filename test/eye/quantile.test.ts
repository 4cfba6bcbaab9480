import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from '../../src/eye/quantile';

describe('quantile()', () => {
  it('is the value that so many are below: of 5, 1, 4, 2 by half 4', () => {
    expect(quantile(Float32Array.of(5, 1, 4, 2), 0.5)).toBe(4);
  });

  it('is the least value for 0, the greatest for 1, and 0 of none', () => {
    expect(quantile(Float32Array.of(5, 1, 4, 2), 0)).toBe(1);
    expect(quantile(Float32Array.of(5, 1, 4, 2), 1)).toBe(5);
    expect(quantile(new Float32Array(), 0.5)).toBe(0);
  });

  it('is what sorting gives, for any values, alike or not', () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const sorted = list.toSorted((a, b) => a - b);
        const expected = sorted[Math.min(Math.floor(share * list.length), list.length - 1)];
        expect(quantile(Float32Array.from(list), share)).toBe(expected);
      }),
    );
  });
});
