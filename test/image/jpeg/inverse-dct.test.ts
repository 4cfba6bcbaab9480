import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coefficientWeights, type Points } from '../../../src/image/jpeg/coefficient-weights';
import { inverseDct } from '../../../src/image/jpeg/inverse-dct';
import { referenceBlock } from './reference-decoder';

describe('inverseDct()', () => {
  it.each([1, 2, 4, 8] as const)(
    'gives the means of the full transform at %i points, to 1e-9 before rounding',
    (points) => {
      const coefficients = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 64, maxLength: 64 });
      fc.assert(
        fc.property(coefficients, (values) => {
          const reduced = transform(values, points);
          const full = referenceBlock(values);
          const factor = 8 / points;
          reduced.forEach((sample, i) => {
            const [x, y] = [(i % points) * factor, Math.floor(i / points) * factor];
            let sum = 0;
            for (let dy = 0; dy < factor; dy++)
              for (let dx = 0; dx < factor; dx++) sum += full[(y + dy) * 8 + x + dx]!;
            const mean = Math.min(255, Math.max(0, sum / factor ** 2));
            expect(Math.abs(sample - mean)).toBeLessThanOrEqual(0.5 + 1e-9);
          });
        }),
        { numRuns: 100, seed: points },
      );
    },
  );

  it('clamps what is beyond black and white', () => {
    expect(transform([3000, ...new Array(63).fill(0)], 2)).toEqual([255, 255, 255, 255]);
    expect(transform([-3000, ...new Array(63).fill(0)], 1)).toEqual([0]);
  });

  it('writes a block of its own size into a wider plane', () => {
    const plane = new Uint8ClampedArray(5 * 4);
    inverseDct(2, Float64Array.of(2, 0, 0, 0), 0, plane, 6, 5);
    expect([...plane]).toEqual([0, 0, 0, 0, 0, 0, 130, 130, 0, 0, 0, 130, 130, 0, 0, 0, 0, 0, 0, 0]);
  });
});

function transform(coefficients: readonly number[], points: Points): number[] {
  const { weight, slot } = coefficientWeights(new Uint16Array(64).fill(1), points);
  const block = new Float64Array(points * points);
  coefficients.forEach((value, k) => {
    block[slot[k]!]! += value * weight[k]!;
  });
  const plane = new Uint8ClampedArray(points * points);
  inverseDct(points, block, 0, plane, 0, points);
  return [...plane];
}
