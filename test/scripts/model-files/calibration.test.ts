import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expectedCalibrationError,
  fitTemperature,
  reliability,
} from '../../../scripts/lib/model-files/calibration';
import { gaussian, seededRandom } from '../../../scripts/lib/random';
import { softmax } from '../../../src/domain';

describe('fitTemperature()', () => {
  it.each([0.5, 1, 2.5])('finds the temperature %f that the labels were drawn with', (temperature) => {
    const random = seededRandom(1);
    const count = 5_000;
    const logits = Float32Array.from({ length: count * 10 }, () => 3 * gaussian(random));
    const labels = Uint8Array.from({ length: count }, (_, index) =>
      drawFrom(softmax(logits.subarray(index * 10, index * 10 + 10), temperature), random()),
    );
    expect(fitTemperature(logits, labels) / temperature).toBeCloseTo(1, 1);
  });
});

describe('expectedCalibrationError()', () => {
  it('is the gap between confidence and accuracy', () => {
    // Four answers with 75 % confidence, two of them right.
    const row = [0.75, 0.25, 0, 0, 0, 0, 0, 0, 0, 0];
    const bins = reliability(Float32Array.from([row, row, row, row].flat()), Uint8Array.from([0, 0, 1, 1]));
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.25, 6);
    expect(bins.filter((bin) => bin.count > 0)).toHaveLength(1);
  });

  it('is 0 where each confidence is the share of right answers', () => {
    const { probabilities, labels } = answers([10, 0.8, 8], [10, 1, 10], [4, 0.5, 2]);
    expect(expectedCalibrationError(reliability(probabilities, labels))).toBeCloseTo(0, 6);
  });

  it('weighs each bin by its predictions: 30 with 90 % of which 18 are right, 10 that are calibrated', () => {
    const { probabilities, labels } = answers([30, 0.9, 18], [10, 0.5, 5]);
    expect(expectedCalibrationError(reliability(probabilities, labels))).toBeCloseTo((30 / 40) * 0.3, 6);
  });

  it('lies between 0 and 1, and every answer is in one bin, whatever the answers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(logits(), fc.integer({ min: 0, max: 9 })), { minLength: 1 }),
        (answers) => {
          const probabilities = Float32Array.from(answers.flatMap(([row]) => Array.from(softmax(row))));
          const bins = reliability(
            probabilities,
            Uint8Array.from(answers, ([, label]) => label),
          );
          expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(answers.length);
          expect(expectedCalibrationError(bins)).toBeGreaterThanOrEqual(0);
          expect(expectedCalibrationError(bins)).toBeLessThanOrEqual(1 + 1e-6);
        },
      ),
    );
  });
});

/** Answers of one confidence each, all of them 0: `[count, confidence, right]`. */
function answers(...groups: [number, number, number][]) {
  const rows = groups.flatMap(([count, confidence, right]) =>
    Array.from({ length: count }, (_, i) => ({ confidence, label: i < right ? 0 : 1 })),
  );
  return {
    probabilities: Float32Array.from(
      rows.flatMap(({ confidence }) => [confidence, 1 - confidence, 0, 0, 0, 0, 0, 0, 0, 0]),
    ),
    labels: Uint8Array.from(rows, ({ label }) => label),
  };
}

/** Inverse transform sampling. */
function drawFrom(probabilities: Float32Array, uniform: number): number {
  let sum = 0;
  for (let digit = 0; digit < 9; digit++) {
    sum += probabilities[digit]!;
    if (uniform < sum) return digit;
  }
  return 9;
}

function logits() {
  return fc
    .array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 10, maxLength: 10 })
    .map((values) => Float32Array.from(values));
}
