import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTail, higherByChance } from '../../../src/metrics/experiments/exact-tests';
import { shareOf } from '../../../src/metrics/experiments/share';
import { slowerByChance } from '../../../src/metrics/experiments/slower-by-chance';

/** Choose `count` of `of`, in whole numbers. */
function choose(of: number, count: number): number {
  if (count < 0 || count > of) return 0;
  return Array.from({ length: count }, (_, i) => i).reduce((product, i) => (product * (of - i)) / (i + 1), 1);
}

function sumOf(from: number, to: number, term: (count: number) => number): number {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => term(from + i)).reduce(
    (sum, each) => sum + each,
    0,
  );
}

describe('higherByChance()', () => {
  // The example of https://en.wikipedia.org/wiki/Fisher%27s_exact_test, one-sided.
  it.each([
    [9, 10, 3, 14, 0.001379728],
    [3, 3, 0, 3, 0.05],
    [0, 3, 3, 3, 1],
    [0, 20, 0, 1_000, 1],
  ])(
    'is the p-value of the exact test for %i of %i against %i of %i',
    (count, of, hits, trials, expected) => {
      expect(higherByChance(shareOf(count, of), shareOf(hits, trials))).toBeCloseTo(expected, 8);
    },
  );

  it('is the sum over all tables that are as extreme', () => {
    const table = fc.record({ one: fc.nat(25), other: fc.nat(25), a: fc.nat(25), b: fc.nat(25) });
    fc.assert(
      fc.property(table, ({ one, other, a, b }) => {
        const [hitsOfOne, hits] = [Math.min(a, one), Math.min(a, one) + Math.min(b, other)];
        const tables = choose(one + other, hits);
        const expected = sumOf(hitsOfOne, one, (x) => (choose(one, x) * choose(other, hits - x)) / tables);
        const tested = higherByChance(shareOf(hitsOfOne, one), shareOf(hits - hitsOfOne, other));
        expect(tested).toBeCloseTo(expected, 9);
      }),
    );
  });

  it('stays sharp and quick with millions of trials', () => {
    // 6.8e-6 by the normal approximation, which leaves out the skew.
    const tested = higherByChance(shareOf(51_000, 1_000_000), shareOf(450_000, 9_000_000));
    expect(tested / 6.8e-6).toBeCloseTo(1, 0);
  });
});

describe('binomialTail()', () => {
  it('is the sum of the probabilities of that many successes and more', () => {
    const trial = fc.record({
      of: fc.nat(40),
      count: fc.nat(41),
      share: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(trial, ({ of, count, share }) => {
        const expected = sumOf(count, of, (x) => choose(of, x) * share ** x * (1 - share) ** (of - x));
        expect(binomialTail(count, of, share)).toBeCloseTo(expected, 9);
      }),
    );
  });
});

describe('slowerByChance()', () => {
  it('finds the bound that one 95th percentile is above and the other below', () => {
    const { bucket, pValue } = slowerByChance([0, 20, 80, 0], [150, 50, 0, 0]);
    expect(bucket).toBe(1);
    // Twice the larger of 0.95^200, none of 200 beyond the bound, and next to nothing, 80 of 100.
    expect(pValue).toBeCloseTo(2 * 0.95 ** 200, 9);
  });

  it.each([
    ['equal times', [950, 40, 10], [950, 40, 10]],
    ['a faster one', [100, 0, 0], [0, 100, 0]],
    ['one that is slower within a bucket', [0, 1_000, 0], [0, 1_000, 0]],
    ['too few values', [0, 30, 0], [30, 0, 0]],
    ['no values', [0, 0, 0], [0, 0, 0]],
  ])('finds nothing with %s', (_what, one, other) => {
    expect(slowerByChance(one, other).pValue).toBeGreaterThan(0.1);
  });
});
