import { describe, expect, it } from 'vitest';
import { reportCalibration } from '../../../scripts/lib/report/calibration-section';
import { reportHeadline } from '../../../scripts/lib/report/headline-section';
import { digitScore, reportRejection } from '../../../scripts/lib/report/rejection-section';
import type { ReportSets } from '../../../scripts/lib/report/report-sets';
import { worstAtThree } from '../../../scripts/lib/report/stress-points';
import { reportStress } from '../../../scripts/lib/report/stress-section';
import { groupOf, STRESS_CELLS } from '../../../scripts/lib/report/stress-set';
import { answers, modelThatSays, outcome } from '../../support/report-fakes';

/** Ten right answers in each cell, but for so many wrong ones on blurred pictures at severity 3. */
function stressAnswers(wrong: number) {
  const outcomes = STRESS_CELLS.flatMap((cell) =>
    Array.from({ length: 10 }, (_, i) => {
      const isWrong = groupOf(cell) === 'blur 3' && i < wrong;
      return outcome({ group: groupOf(cell), digit: isWrong ? 8 : 3 });
    }),
  );
  return answers('stress', outcomes);
}

function setsWith(changes: Partial<ReportSets> = {}): ReportSets {
  return {
    mnist: [answers('MNIST test', [outcome({ confidence: 1 })])],
    otherWriters: [[answers('semeion', [outcome()])]],
    handwriting: [answers('handwriting', [outcome(), outcome({ digit: 8 })])],
    stress: [stressAnswers(0)],
    ...changes,
  };
}

describe('reportHeadline()', () => {
  const goalsOf = (sets: ReportSets) =>
    reportHeadline(sets).tables[0]!.rows.map(([goal, , met]) => [goal, met]);

  it('says which goals are met', () => {
    expect(goalsOf(setsWith())).toEqual([
      ['MNIST test ≥ 99.70 %', 'yes'],
      ['calibration error on it ≤ 0.5 %', 'yes'],
      ['semeion ≥ 97 %', 'yes'],
      ['handwriting: at most 1 wrong of 2', 'yes'],
      ['every disturbance ≥ 90 % at severity 3', 'yes'],
      ['digits of MNIST test refused ≤ 1 %', 'yes'],
      ['digits of semeion refused ≤ 1 %', 'yes'],
    ]);
  });

  it('says which goals are missed', () => {
    const wrong = outcome({ digit: 8, confidence: 1, rejectReason: 'not_a_digit' });
    const sets = setsWith({
      mnist: [answers('MNIST test', [wrong])],
      otherWriters: [[answers('semeion', [wrong])]],
      handwriting: [answers('handwriting', [wrong, wrong])],
      stress: [stressAnswers(2)],
    });
    expect(goalsOf(sets).map(([, met]) => met)).toEqual(Array(7).fill('**no**'));
  });

  it('has a goal of its own for an ensemble', () => {
    const set = 'MNIST test';
    const ensemble = modelThatSays(3, 'all');
    const sets = setsWith({
      mnist: [
        answers(set, [outcome()]),
        {
          set,
          model: { ...ensemble, card: { ...ensemble.card, members: ['v9'] } },
          outcomes: [outcome({ digit: 8 })],
        },
      ],
    });
    expect(goalsOf(sets)).toContainEqual(['MNIST test ≥ 99.75 % with all', '**no**']);
  });

  it('names the worst disturbance, unless all kinds are recognised equally well', () => {
    const worstOf = (wrong: number) =>
      reportHeadline(setsWith({ stress: [stressAnswers(wrong)] })).tables[1]!.rows.find(
        ([name]) => name === 'worst disturbance at severity 3',
      )![1];
    expect(worstOf(1)).toBe('90.0 % (blur)');
    expect(worstOf(0)).toBe('100.0 % (every kind)');
  });

  it('says which sets are missing', () => {
    const { text, tables } = reportHeadline(setsWith({ otherWriters: [], handwriting: null }));
    expect(text.join(' ')).toMatch(/Not measured.*OTHER_WRITERS_DIR.*Not measured.*HANDWRITING_DIR/);
    expect(tables[0]!.rows).toHaveLength(4);
  });
});

describe('reportStress()', () => {
  it('names the kinds that stay below the goal at severity 3', async () => {
    const { text, tables } = await reportStress([stressAnswers(2)]);
    expect(text.at(-1)).toBe('At severity 3 these stay below 90 %: blur.');
    expect(tables[0]!.rows.find(([family]) => family === 'blur')).toEqual([
      'blur',
      '100.0 %',
      '100.0 %',
      '80.0 %',
      '100.0 %',
      '100.0 %',
    ]);
  });

  it('finds the worst kind at severity 3', () => {
    expect(worstAtThree(stressAnswers(3))).toMatchObject({ family: 'blur', severity: 3, accuracy: 0.7 });
  });
});

describe('reportCalibration()', () => {
  it('tells the distance of confidence and accuracy of every set', async () => {
    const half = [outcome({ confidence: 0.9 }), outcome({ confidence: 0.9, digit: 8 })];
    const { tables } = await reportCalibration([
      answers('one', half),
      answers('two', [outcome({ confidence: 1 })]),
    ]);
    expect(tables[0]!.rows).toEqual([
      ['one', '2', '90.00 %', '50.00 %', '40.00 %'],
      ['two', '1', '100.00 %', '100.00 %', '0.00 %'],
    ]);
  });
});

describe('digitScore()', () => {
  it('is the evidence where one object was found, and nothing elsewhere', () => {
    expect(digitScore(outcome({ evidence: 9 }))).toBe(9);
    expect(digitScore(outcome({ evidence: 2, rejectReason: 'not_a_digit' }))).toBe(2);
    for (const rejectReason of ['blank', 'no_contrast', 'several_objects'] as const) {
      expect(digitScore(outcome({ evidence: 30, rejectReason }))).toBe(Number.NEGATIVE_INFINITY);
    }
  });
});

describe('reportRejection()', () => {
  const digits = new Map([['MNIST', [outcome({ evidence: 20 }), outcome({ evidence: 18 })]]]);
  const negatives = new Map([
    ['shapes' as const, [{ ...outcome({ evidence: 19, digit: 8 }) }]],
    ['scribbles' as const, [{ ...outcome({ evidence: 3, rejectReason: 'not_a_digit' }) }]],
  ]);

  it('tells by kind how well the score parts digits from the rest, and how many are refused and why', async () => {
    const report = await reportRejection(
      digits,
      negatives,
      ['Lato', 'Lato'],
      [answers('MNIST test', [outcome()])],
    );
    const [separation, refused, mistaken] = report.tables;
    expect(separation!.rows).toEqual([
      ['shapes', '0.5000', '100.00 %'],
      ['scribbles', '1.0000', '0.00 %'],
      ['all', '0.7500', '50.00 %'],
    ]);
    expect(refused!.rows).toEqual([
      ['shapes', '1', '0.00 %', '0', '0', '0', '0'],
      ['scribbles', '1', '100.00 %', '0', '0', '0', '1'],
    ]);
    expect(mistaken!.rows).toEqual([['MNIST test', '1', '0.00 %', '0', '0', '0', '0']]);
    expect(report.text.join()).toContain('2 fonts of these families: Lato.');
    expect(report.pictures[1]!.svg).toContain('read as 8');
  });

  it('says that letters are missing where there are no fonts', async () => {
    const { text } = await reportRejection(digits, negatives, [], [answers('MNIST test', [outcome()])]);
    expect(text.join()).toMatch(/Letters are missing.*scripts\/fonts.*FONT_DIR/);
  });
});
