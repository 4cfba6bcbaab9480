import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auroc,
  falsePositiveRateAt95,
  fitMinimumEvidence,
  shareBelow,
} from '../../../scripts/lib/model-files/rejection';

const scores = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });

describe('auroc()', () => {
  it('is the share of pairs that are in order, ties half', () => {
    fc.assert(
      fc.property(scores, scores, (digits, others) => {
        const pairs = digits.flatMap((a) => others.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const expected = pairs.reduce<number>((sum, value) => sum + value, 0) / pairs.length;
        expect(auroc(Float32Array.from(digits), Float32Array.from(others))).toBeCloseTo(expected, 10);
      }),
    );
  });
});

describe('fitMinimumEvidence()', () => {
  it('rejects at most one digit in a hundred', () => {
    fc.assert(
      fc.property(scores, (digits) => {
        const threshold = fitMinimumEvidence(Float32Array.from(digits));
        expect(shareBelow(Float32Array.from(digits), threshold)).toBeLessThanOrEqual(0.01);
      }),
    );
  });
});

describe('falsePositiveRateAt95()', () => {
  it('is 0 if the two are separate, and 1 if the others score higher', () => {
    expect(falsePositiveRateAt95(Float32Array.of(5, 6, 7), Float32Array.of(1, 2))).toBe(0);
    expect(falsePositiveRateAt95(Float32Array.of(1, 2, 3), Float32Array.of(5, 6))).toBe(1);
  });
});
