import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coefficientWeights, type Points } from '../../../src/image/jpeg/coefficient-weights';
import type { Plane } from '../../../src/image/jpeg/component';
import { block } from '../../../src/image/jpeg/dct-block';
import { inverseDct } from '../../../src/image/jpeg/inverse-dct';
import { referenceBlock } from '../../support/image/reference-decoder';

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

  it('writes a block into its row and column of the plane, and nowhere else', () => {
    const plane = createPlane(2, 4, 4);
    block[0] = 2;
    inverseDct(plane, 1, 1, 64);
    expect([...plane.data]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 130, 130, 0, 0, 130, 130]);
  });

  it.each([1, 2, 4, 8] as const)('leaves no coefficient behind at %i points', (points) => {
    transform(new Array(64).fill(3), points);
    expect([...block.subarray(0, 64)]).toEqual(new Array(64).fill(0));
  });

  it('gives the same when it is told how many coefficients there are', () => {
    const values = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(values, (coefficients) => {
        expect(transform(coefficients, 8, coefficients.length)).toEqual(transform(coefficients, 8, 64));
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});

function createPlane(points: Points, width: number, height: number): Plane {
  const data = new Uint8ClampedArray(width * height);
  const words = points === 8 ? new Int32Array(data.buffer) : new Int32Array(0);
  return { data, words, stride: width, points };
}

function transform(coefficients: readonly number[], points: Points, count = 64): number[] {
  const { weight, slot } = coefficientWeights(new Uint16Array(64).fill(1), points);
  coefficients.forEach((value, k) => {
    block[slot[k]!]! += value * weight[k]!;
  });
  const plane = createPlane(points, points, points);
  inverseDct(plane, 0, 0, count);
  return [...plane.data];
}
