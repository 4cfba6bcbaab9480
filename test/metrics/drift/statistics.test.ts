import fc from 'fast-check';
import { chiSquaredDistributionTable } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { chiSquareTail } from '../../../src/metrics/drift/chi-square';
import { compareHistograms } from '../../../src/metrics/drift/compare';

describe('chiSquareTail()', () => {
  it('agrees with the printed table of quantiles', () => {
    for (const [degrees, quantiles] of Object.entries(chiSquaredDistributionTable)) {
      for (const [tail, quantile] of Object.entries(quantiles)) {
        // The table has two decimals; near 0 that is worth more than 1 % of the tail.
        if (quantile < 1) continue;
        expect(chiSquareTail(quantile, Number(degrees)) / Number(tail)).toBeCloseTo(1, 1);
      }
    }
  });

  it('agrees with the closed form for two degrees of freedom', () => {
    for (const value of [0.001, 0.5, 1, 3, 10, 50, 300]) {
      expect(chiSquareTail(value, 2)).toBeCloseTo(Math.exp(-value / 2), 12);
    }
  });

  it('falls from 1 to 0 as the value grows', () => {
    expect(chiSquareTail(0, 9)).toBe(1);
    expect(chiSquareTail(5_000, 9)).toBeLessThan(1e-300);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (value, more, degrees) =>
          chiSquareTail(value + more, degrees) <= chiSquareTail(value, degrees) + 1e-12,
      ),
    );
  });
});

describe('compareHistograms()', () => {
  it('computes the population stability index as defined', () => {
    const { psi } = compareHistograms([50, 50], [60, 40]);
    expect(psi).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 12);
  });

  it('computes the chi-square test of a table of two rows', () => {
    // χ² = 200 (50·40 − 50·60)² / (100 · 100 · 110 · 90) = 2.0202, exceeded with probability 0.1552.
    expect(compareHistograms([50, 50], [60, 40]).pValue).toBeCloseTo(0.1552, 4);
  });

  it('finds nothing between a histogram and a multiple of it', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 9 }), (reference, factor) => {
        const { psi, pValue } = compareHistograms(
          reference,
          reference.map((count) => count * factor),
        );
        expect(psi).toBeCloseTo(0, 9);
        expect(pValue).toBeCloseTo(1, 6);
      }),
    );
  });

  it('merges buckets that hold little of the reference', () => {
    expect(compareHistograms([1, 1, 1, 97, 100], [2, 0, 1, 98, 99]).buckets).toBe(2);
  });

  it('sees what the reference has never seen', () => {
    const { psi, pValue } = compareHistograms([5_000, 0], [0, 300]);
    expect(psi).toBeGreaterThan(1);
    expect(pValue).toBeLessThan(1e-6);
  });
});
