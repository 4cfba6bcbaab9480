import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/lib/random';
import type { Outcome } from '../../../scripts/lib/report/outcome';
import { calibrationChange } from '../../../scripts/lib/retraining/gate/calibration-change';
import { better, notWorse } from '../../../scripts/lib/retraining/gate/gate-line';
import { signTest } from '../../../scripts/lib/retraining/gate/sign-test';

describe('signTest()', () => {
  it('is the tail of a binomial distribution with equal chances', () => {
    expect(signTest(8, 1)).toBeCloseTo(10 / 2 ** 9, 12);
    expect(signTest(5, 5)).toBeCloseTo(0.623, 3);
    expect(signTest(3, 0)).toBeCloseTo(1 / 8, 12);
  });

  it('is 1 where nothing became worse', () => {
    expect(signTest(0, 0)).toBe(1);
    expect(signTest(0, 40)).toBe(1);
  });

  it('holds for thousands of changes, whose powers of two underflow', () => {
    expect(signTest(2_000, 2_000)).toBeCloseTo(0.5063, 3);
    expect(signTest(2_200, 1_800)).toBeLessThan(1e-9);
  });
});

describe('notWorse()', () => {
  it('passes a difference that may be chance, and fails one that may not', () => {
    expect(notWorse('set', pairs({ worse: 6, better: 2 })).passed).toBe(true);
    expect(notWorse('set', pairs({ worse: 16, better: 2 })).passed).toBe(false);
  });

  it('asks for stronger evidence where many comparisons are made', () => {
    const answers = pairs({ worse: 9, better: 0 });
    expect(notWorse('set', answers).passed).toBe(false);
    expect(notWorse('set', answers, 27).passed).toBe(true);
  });

  it('passes where there is no picture', () => {
    expect(notWorse('set', { champion: [], candidate: [] })).toMatchObject({
      passed: true,
      champion: 'none',
    });
  });
});

describe('better()', () => {
  it('passes an improvement beyond chance alone', () => {
    expect(better('set', pairs({ worse: 1, better: 20 })).passed).toBe(true);
    expect(better('set', pairs({ worse: 2, better: 6 })).passed).toBe(false);
    expect(better('set', { champion: [], candidate: [] }).passed).toBe(false);
  });
});

describe('calibrationChange()', () => {
  const random = seededRandom(1);
  const honest = Array.from({ length: 2_000 }, () => answer(0.9, random() < 0.9));

  it('sees no change between a model and itself', () => {
    const { champion, candidate, pValue } = calibrationChange(honest, honest);
    expect(candidate).toBe(champion);
    expect(pValue).toBe(1);
  });

  it('sees that a model has become too confident', () => {
    const boastful = honest.map(({ right }) => answer(0.99, right));
    const { candidate, pValue } = calibrationChange(honest, boastful);
    expect(candidate).toBeCloseTo(0.09, 1);
    expect(pValue).toBeLessThan(0.01);
  });
});

/** Answers of which some became worse, some better, and a hundred stayed right. */
function pairs({ worse, better }: { worse: number; better: number }) {
  const times = (count: number, value: boolean) => new Array<boolean>(count).fill(value);
  return {
    champion: [...times(worse, true), ...times(better, false), ...times(100, true)],
    candidate: [...times(worse, false), ...times(better, true), ...times(100, true)],
  };
}

function answer(confidence: number, right: boolean): Outcome {
  return { confidence, right } as Outcome;
}
