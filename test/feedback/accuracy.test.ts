import { describe, expect, it } from 'vitest';
import { accuracyOf } from '../../src/feedback/accuracy';
import type { Label, LabelledCell, RememberedCell } from '../../src/feedback/feedback-protocol';

function cell(answer: Label, label: Label, count: number, facts: Partial<LabelledCell> = {}): LabelledCell {
  const confidenceSum = 0.9 * count;
  return { modelVersion: 'v2.0', assignedBy: 'split', answer, label, bin: 3, count, confidenceSum, ...facts };
}

function seen(pictures: number, facts: Partial<RememberedCell> = {}): RememberedCell {
  return { modelVersion: 'v2.0', pictures, digits: pictures, confidenceSum: 0.95 * pictures, ...facts };
}

describe('accuracyOf()', () => {
  it('says how many are labelled, and how many of these are right', () => {
    const figures = { labelled: [cell('7', '7', 18), cell('7', '1', 2)], remembered: [seen(100)] };
    expect(accuracyOf(figures, null)).toMatchObject({
      labelled: { count: 20, of: 100, share: 0.2 },
      accuracy: {
        count: 18,
        of: 20,
        share: 0.9,
        low: expect.closeTo(0.699, 3),
        high: expect.closeTo(0.972, 3),
      },
      expected: expect.closeTo(0.95, 10),
      expectedOfLabelled: expect.closeTo(0.9, 10),
    });
  });

  it('bounds the accuracy by the mistakes that are known, whatever is not reported', () => {
    const onlyMistakes = { labelled: [cell('7', '1', 20)], remembered: [seen(1_000)] };
    const { accuracy, atMost } = accuracyOf(onlyMistakes, null);
    expect(accuracy.share).toBe(0);
    expect(atMost).toBeCloseTo(0.987, 3);
  });

  it('does not bound it with fewer than 20 labels', () => {
    expect(accuracyOf({ labelled: [cell('7', '1', 19)], remembered: [seen(100)] }, null).atMost).toBeNull();
  });

  it('never has more labels than predictions, which are counted in whole minutes', () => {
    expect(accuracyOf({ labelled: [cell('7', '7', 30)], remembered: [seen(20)] }, null)).toMatchObject({
      labelled: { count: 30, of: 30 },
      atMost: 1,
    });
  });

  it('counts a refused digit and a digit that was none as mistakes', () => {
    const figures = {
      labelled: [
        cell('not_a_digit', '4', 1),
        cell('4', 'not_a_digit', 2),
        cell('not_a_digit', 'not_a_digit', 3),
      ],
      remembered: [],
    };
    const { accuracy, confusion } = accuracyOf(figures, null);
    expect(accuracy).toMatchObject({ count: 3, of: 6 });
    expect([confusion[4]![10], confusion[10]![4], confusion[10]![10]]).toEqual([1, 2, 3]);
  });

  it('has the bins of confidence, those of digits alone', () => {
    const labelled = [
      cell('7', '7', 8, { bin: 9, confidenceSum: 8 }),
      cell('7', '1', 2, { bin: 0, confidenceSum: 0.8 }),
      cell('not_a_digit', '1', 5, { bin: 0 }),
    ];
    const { bins } = accuracyOf({ labelled, remembered: [] }, null);
    expect(bins[0]).toMatchObject({ from: 0, to: 0.5, accuracy: { count: 0, of: 2 }, meanConfidence: 0.4 });
    expect(bins.at(-1)).toMatchObject({
      from: 0.999,
      to: 1,
      accuracy: { count: 8, of: 8 },
      meanConfidence: 1,
    });
  });

  it('tells of one version alone where one is named', () => {
    const labelled = [cell('7', '7', 3), cell('7', '1', 4, { modelVersion: 'v1.0' })];
    const remembered = [seen(10), seen(20, { modelVersion: 'v1.0' })];
    expect(accuracyOf({ labelled, remembered }, 'v1.0')).toMatchObject({
      labelled: { count: 4, of: 20 },
      accuracy: { count: 0 },
    });
  });

  it('has no figures without predictions', () => {
    expect(accuracyOf({ labelled: [], remembered: [] }, null)).toMatchObject({
      labelled: { share: null },
      accuracy: { share: null },
      atMost: null,
      expected: null,
      expectedOfLabelled: null,
    });
  });
});
