import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unexplainedShare, unexplainedTail } from '../../../src/metrics/drift/unexplained';

const counts = (size: number) =>
  fc.array(fc.integer({ min: 1, max: 500 }), { minLength: size, maxLength: size });
const share = fc.double({ min: 0, max: 1, noNaN: true });

const MEASURES = {
  'unexplainedShare()': unexplainedShare,
  'unexplainedTail() from the first bucket': (
    ...[reference, live, tolerance]: Parameters<typeof unexplainedShare>
  ) => unexplainedTail(reference, live, tolerance, 'first'),
  'unexplainedTail() from the last bucket': (
    ...[reference, live, tolerance]: Parameters<typeof unexplainedShare>
  ) => unexplainedTail(reference, live, tolerance, 'last'),
};

describe.each(Object.entries(MEASURES))('%s', (_name, measure) => {
  it('leaves nothing of a part that makes up 1/tolerance of the reference or more, alone or with the rest', () => {
    fc.assert(
      fc.property(counts(6), counts(6), share, (part, rest, extra) => {
        const mixed = part.map((count, i) => count + rest[i]!);
        const traffic = part.map((count, i) => count + extra * rest[i]!);
        expect(measure(mixed, traffic, total(mixed) / total(part))).toBeCloseTo(0, 9);
      }),
    );
  });

  it('is between 0 and 1, and no larger with more tolerance', () => {
    fc.assert(
      fc.property(
        counts(5),
        counts(5),
        fc.double({ min: 1, max: 9, noNaN: true }),
        (reference, live, tolerance) => {
          const left = measure(reference, live, tolerance);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left).toBeLessThanOrEqual(1);
          expect(measure(reference, live, tolerance + 1)).toBeLessThanOrEqual(left + 1e-12);
        },
      ),
    );
  });
});

describe('unexplainedShare()', () => {
  it('is what is left of the live share when the reference is taken so many times', () => {
    expect(unexplainedShare([90, 10], [0, 50], 4)).toBeCloseTo(0.6, 12);
    expect(unexplainedShare([100, 100], [100, 0], 2)).toBe(0);
  });

  it('is all of what the reference has never seen, but for half a picture', () => {
    expect(unexplainedShare([1_000, 0], [0, 300], 10)).toBeCloseTo(1 - 10 * (0.5 / 1_000), 12);
  });
});

describe('unexplainedTail()', () => {
  it('takes note of the bad end alone', () => {
    expect(unexplainedTail([5, 5, 90], [80, 10, 10], 4, 'first')).toBeCloseTo(0.6, 12);
    expect(unexplainedTail([90, 5, 5], [0, 0, 100], 4, 'first')).toBe(0);
    expect(unexplainedTail([90, 5, 5], [0, 0, 100], 4, 'last')).toBeCloseTo(0.8, 12);
  });
});

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
