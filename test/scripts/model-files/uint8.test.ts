import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUint8 } from '../../../scripts/lib/model-files/uint8';

const numbers = fc
  .array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 })
  .map((values) => new Float32Array(values));

describe('encodeUint8()', () => {
  it('counts steps above the least of the numbers', () => {
    const { steps, scale, min } = encodeUint8(new Float32Array([-1, 0, 4.1]));
    expect([...steps]).toEqual([0, 50, 255]);
    expect(scale).toBeCloseTo(0.02, 6);
    expect(min).toBe(-1);
  });

  it('is never further than half a step from any number', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const { steps, scale, min } = encodeUint8(values);
        values.forEach((value, index) => {
          expect(Math.abs(steps[index]! * scale + min - value)).toBeLessThanOrEqual(0.5001 * scale);
        });
      }),
    );
  });

  it('keeps numbers that are all the same', () => {
    const { steps, scale, min } = encodeUint8(new Float32Array([3, 3]));
    expect([...steps].map((step) => step * scale + min)).toEqual([3, 3]);
  });
});
