import fc from 'fast-check';
import { median } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../../scripts/lib/bench/median-interval';
import { seededRandom } from '../../../scripts/lib/random';

describe('medianInterval()', () => {
  it('takes the ranks that the book gives', () => {
    const values = Array.from({ length: 30 }, (_, i) => i + 1);
    expect(medianInterval(values)).toEqual({ median: 15.5, low: 10, high: 21 });
  });

  it('of one value is that value', () => {
    expect(medianInterval([7])).toEqual({ median: 7, low: 7, high: 7 });
  });

  it('finds the median of any values, inside its interval', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (sample) => {
        const { median: found, low, high } = medianInterval(sample);
        expect(found).toBeCloseTo(median(sample), 9);
        expect(low).toBeLessThanOrEqual(found);
        expect(high).toBeGreaterThanOrEqual(found);
      }),
    );
  });

  it('covers the true median of a lopsided distribution in about 95 % of samples', () => {
    const random = seededRandom(11);
    // Exponential: its median is ln 2.
    const covers = () => {
      const { low, high } = medianInterval(Array.from({ length: 30 }, () => -Math.log(1 - random())));
      return low <= Math.LN2 && Math.LN2 <= high;
    };
    const covered = Array.from({ length: 2_000 }, covers).filter(Boolean).length / 2_000;
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(0.98);
  });
});
