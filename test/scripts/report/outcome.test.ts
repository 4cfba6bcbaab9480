import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyTable, macroAverage } from '../../../scripts/lib/report/accuracy-table';
import {
  answerSet,
  byGroup,
  type ModelOutcomes,
  rejectedShare,
  toArrays,
} from '../../../scripts/lib/report/outcome';
import { drawSeven } from '../../../scripts/lib/scenes/sample-images';
import { modelThatSays, outcome } from '../../support/report-fakes';

const seven = { ...drawSeven(60), channels: 1 } as const;
const picture = { name: 'seven', group: 'drawn', label: 7, raster: seven };
const set = { name: 'one', count: 1, pictures: () => [picture] };

describe('answerSet()', () => {
  it('runs every model on every picture, and keeps the mistakes', () => {
    const [right, wrong] = answerSet(set, [modelThatSays(7, 'good'), modelThatSays(1, 'bad')]);
    expect(right).toMatchObject({ set: 'one', model: { version: 'good' } });
    expect(right!.outcomes).toMatchObject([
      { name: 'seven', right: true, raster: null, modelVersion: 'good' },
    ]);
    expect(wrong!.outcomes).toMatchObject([{ digit: 1, right: false, raster: seven }]);
  });

  it('shows the models what the eye makes of a picture', () => {
    const [{ outcomes }] = answerSet(set, [modelThatSays(7)]) as [ModelOutcomes];
    expect(outcomes[0]!.normalized).toMatchObject({ emptiness: null });
    expect(outcomes[0]!.normalized.pixels).toHaveLength(784);
  });
});

describe('byGroup()', () => {
  it('puts every outcome into its own group, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (groups) => {
        const sorted = byGroup(groups.map((group) => outcome({ group })));
        for (const [group, inside] of sorted) {
          expect(inside.every((item) => item.group === group)).toBe(true);
          expect(inside).toHaveLength(groups.filter((name) => name === group).length);
        }
        expect([...sorted.keys()]).toEqual([...new Set(groups)]);
      }),
    );
  });
});

describe('toArrays()', () => {
  it('lines up probabilities and labels', () => {
    const { probabilities, labels } = toArrays([outcome({ label: 2, digit: 5 }), outcome({ label: 9 })]);
    expect([...labels]).toEqual([2, 9]);
    expect(probabilities[5]).toBeCloseTo(0.9);
    expect(probabilities[19]).toBeCloseTo(0.9);
  });
});

describe('rejectedShare()', () => {
  it('counts every reason', () => {
    const reasons = ['blank', null, 'not_a_digit', null] as const;
    expect(rejectedShare(reasons.map((rejectReason) => outcome({ rejectReason })))).toBe(0.5);
  });
});

describe('accuracyTable()', () => {
  const groups = new Map([
    ['a', [outcome(), outcome(), outcome(), outcome({ digit: 8 })]],
    ['b', [outcome({ digit: 8 })]],
  ]);

  it('tells pictures, mistakes, accuracy and its interval of each group', () => {
    const { rows } = accuracyTable('Accuracy', groups, { total: false });
    expect(rows).toEqual([
      ['a', '4', '1', '75.00 %', '30.06 – 95.44 %'],
      ['b', '1', '1', '0.00 %', '0.00 – 79.35 %'],
    ]);
  });

  it('adds all of them, and the mean of the groups in which each counts the same', () => {
    const { rows } = accuracyTable('Accuracy', groups, { total: true });
    expect(rows.slice(2).map(([name, , , accuracy]) => [name, accuracy])).toEqual([
      ['all', '60.00 %'],
      ['macro-average', '37.50 %'],
    ]);
    expect(macroAverage(groups)).toBe(0.375);
  });
});
