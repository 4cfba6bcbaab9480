import { describe, expect, it } from 'vitest';
import { armOf, shadowArmOf } from '../../../src/metrics/experiments/arms';
import { comparePairs } from '../../../src/metrics/experiments/compare-pairs';
import { differenceByChance } from '../../../src/metrics/experiments/compare-shares';
import { shareOf } from '../../../src/metrics/experiments/share';
import { compareArms } from '../../../src/metrics/experiments/verdict';

describe('shareOf()', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('has the interval that Newcombe lists for %i of %i', (count, of, low, high) => {
    const share = shareOf(count, of);
    expect(share.low).toBeCloseTo(low, 4);
    expect(share.high).toBeCloseTo(high, 4);
  });

  it('has no share without trials', () => {
    expect(shareOf(0, 0)).toEqual({ count: 0, of: 0, share: null, low: null, high: null });
  });
});

describe('differenceByChance()', () => {
  it('is the p-value of the chi-square test', () => {
    // χ² = 200 (30·90 − 70·10)² / (40·160·100·100) = 12.5
    expect(differenceByChance(shareOf(30, 100), shareOf(10, 100))).toBeCloseTo(0.000407, 6);
  });

  it('is 1 for equal shares', () => {
    expect(differenceByChance(shareOf(30, 100), shareOf(60, 200))).toBe(1);
  });

  it.each([
    [shareOf(0, 0), shareOf(10, 100)],
    [shareOf(0, 10_000), shareOf(0, 10_000)],
    [shareOf(1, 10), shareOf(100, 1_000)],
  ])('is unknown with too few trials: %j, %j', (one, other) => {
    expect(differenceByChance(one, other)).toBe(null);
  });
});

/** Cells of pictures that the split assigned. */
function cellsOf(version: string, digits: number, refused: number, failed = 0) {
  return {
    [`digits_assigned_pictures|${version}|split|digit`]: digits,
    [`digits_assigned_pictures|${version}|split|no_digit`]: refused,
    [`digits_assigned_pictures|${version}|split|failed`]: failed,
  };
}

describe('armOf()', () => {
  it('counts what the split assigned, not what clients asked for', () => {
    const cells = { ...cellsOf('v1.0', 90, 10, 5), 'digits_assigned_pictures|v1.0|query|digit': 1_000 };
    expect(armOf(cells, 'v1.0')).toMatchObject({
      pictures: 105,
      refused: { count: 10, of: 100 },
      failed: { count: 5, of: 105 },
    });
  });

  it('has the share of labelled pictures that were read right', () => {
    expect(armOf({}, 'v1.0', { labelled: 50, correct: 49 }).accurate).toMatchObject({ count: 49, of: 50 });
  });

  it('has no figures without pictures', () => {
    expect(armOf({}, 'v1.0')).toMatchObject({
      pictures: 0,
      meanConfidence: null,
      medianSeconds: null,
      p95Seconds: null,
    });
  });
});

describe('shadowArmOf()', () => {
  it('has the share of pictures for which a shadow agrees, of those that it read', () => {
    const cells = {
      'digits_shadow_pictures|ensemble|agrees': 97,
      'digits_shadow_pictures|ensemble|differs': 3,
      'digits_shadow_pictures|ensemble|failed': 2,
      'digits_shadow_pictures|ensemble|skipped': 1,
    };
    expect(shadowArmOf(cells, 'ensemble')).toMatchObject({
      agreeing: { count: 97, of: 100, share: 0.97 },
      failed: 2,
      skipped: 1,
    });
  });
});

describe('comparePairs()', () => {
  const pairs = (onlyAnswer: number, onlyShadow: number) => [
    { isAnswerRight: true, isShadowRight: true, count: 900 },
    { isAnswerRight: true, isShadowRight: false, count: onlyAnswer },
    { isAnswerRight: false, isShadowRight: true, count: onlyShadow },
    { isAnswerRight: false, isShadowRight: false, count: 4 },
  ];

  it.each([
    // 2 (1 + 12) / 2^12
    [1, 11, 'higher', 0.0063, 'ensemble is right more often than the answers: 11 that only it reads right'],
    [11, 1, 'lower', 0.0063, 'ensemble is right less often than the answers'],
    [10, 10, 'no_difference', 1, 'ensemble is right about as often as the answers'],
    [0, 8, 'higher', 0.0078, 'p = 0.0078'],
    [0, 7, 'too_little_data', null, 'Too few labelled pictures to say whether ensemble is right more often'],
    [0, 0, 'too_little_data', null, 'Too few labelled pictures'],
  ])(
    'is McNemar’s exact test: %i only the answer right, %i only the shadow: %s',
    (answer, shadow, verdict, pValue, summary) => {
      const compared = comparePairs('ensemble', pairs(answer, shadow));
      expect(compared).toMatchObject({
        bothRight: 900,
        onlyAnswerRight: answer,
        onlyShadowRight: shadow,
        bothWrong: 4,
        verdict,
      });
      if (pValue === null) expect(compared.pValue).toBeNull();
      else expect(compared.pValue).toBeCloseTo(pValue, 4);
      expect(compared.summary).toContain(summary);
    },
  );
});

describe('compareArms()', () => {
  const baseline = armOf(cellsOf('v2.0', 17_523, 477, 200), 'v2.0');

  it.each([
    [
      'more',
      cellsOf('v1.0', 1_918, 82),
      'higher',
      'v1.0 refuses pictures more often than v2.0: 4.10 % (82 of 2000)',
    ],
    [
      'less',
      cellsOf('v1.0', 1_990, 10),
      'lower',
      'v1.0 refuses pictures less often than v2.0: 0.50 % (10 of 2000)',
    ],
    [
      'about as many',
      cellsOf('v1.0', 1_945, 55),
      'no_difference',
      'v1.0 refuses pictures about as often as v2.0',
    ],
    [
      'too few to say',
      cellsOf('v1.0', 40, 10),
      'too_little_data',
      'Too few pictures to say whether v1.0 refuses',
    ],
  ])('says that an arm refuses %s', (_what, cells, verdict, summary) => {
    const [refused] = compareArms(armOf(cells, 'v1.0'), baseline);
    expect(refused).toMatchObject({ figure: 'refused', verdict, summary: expect.stringContaining(summary) });
  });
});
