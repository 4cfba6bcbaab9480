import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reductionFactor } from '../../../scripts/lib/report/reduction-factor';

describe('reductionFactor()', () => {
  it('is 4 for 1000×600 at most 40,000 pixels', () => {
    expect(reductionFactor({ width: 1000, height: 600 }, 40_000)).toBe(4);
  });

  it('bounds the pixels of any window, strips included', () => {
    const sides = fc.integer({ min: 1, max: 8192 });
    fc.assert(
      fc.property(sides, sides, (width, height) => {
        const factor = reductionFactor({ width, height }, 36_000);
        expect(Math.ceil(width / factor) * Math.ceil(height / factor)).toBeLessThanOrEqual(36_000);
      }),
    );
  });
});
