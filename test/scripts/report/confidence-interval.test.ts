import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../../scripts/lib/report/confidence-interval';

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

  it('is undefined without observations', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});
