import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedCalibrationError, reliability } from '../../../scripts/lib/report/calibration';
import { wilsonInterval } from '../../../scripts/lib/report/confidence-interval';
import type { Outcome } from '../../../scripts/lib/report/outcome';

describe('wilsonInterval()', () => {
  it('gives the published interval for 62 of 63', () => {
    const { low, high } = wilsonInterval(62, 63);
    expect(low).toBeCloseTo(0.9154, 3); // as R's binom::binom.wilson(62, 63)
    expect(high).toBeCloseTo(0.9972, 3);
  });

  it('holds the observed share and stays inside 0 and 1, whatever the counts', () => {
    const counts = fc.integer({ min: 1, max: 1e6 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([right, total]) => {
        const { low, high } = wilsonInterval(right, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(right / total + 1e-12);
        expect(high).toBeGreaterThanOrEqual(right / total - 1e-12);
      }),
    );
  });

  it('says nothing where nothing was seen', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('expectedCalibrationError()', () => {
  const answers = (count: number, confidence: number, rightShare: number) =>
    Array.from({ length: count }, (_, i) => ({ confidence, right: i < count * rightShare }) as Outcome);

  it('is 0 where each confidence is the share of right answers', () => {
    const outcomes = [...answers(10, 0.8, 0.8), ...answers(10, 1, 1), ...answers(4, 0.5, 0.5)];
    expect(expectedCalibrationError(reliability(outcomes))).toBeCloseTo(0, 12);
  });

  it('weighs each bin by its count: 30 answers at 0.9 of which 0.6 are right, 10 that are honest', () => {
    const outcomes = [...answers(30, 0.9, 0.6), ...answers(10, 0.5, 0.5)];
    expect(expectedCalibrationError(reliability(outcomes))).toBeCloseTo((30 / 40) * 0.3, 12);
  });
});
