import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaveStepsOut, type Trial, worthOf } from '../../../scripts/lib/report/ablation';
import { pays, reportAblation } from '../../../scripts/lib/report/ablation-section';
import { normalize } from '../../../src/preprocess/normalize';
import { STEPS, type Step } from '../../../src/preprocess/step';
import { canvas, fillRect } from '../../support/image/canvas';
import { modelThatSays, outcome } from '../../support/report-fakes';

/** A trial in which all steps but one make no difference. */
function trial(right: boolean, rightWithout: boolean, step: Step = 'strokes', group = 'shadow 3'): Trial {
  const same = Object.fromEntries(STEPS.map((other) => [other, right])) as Record<Step, boolean>;
  return { group, right, rightWithout: { ...same, [step]: rightWithout } };
}

describe('leaveStepsOut()', () => {
  it('reads a picture with all steps and without each: a spot of dirt matters to the selection alone', () => {
    const digit = fillRect(canvas(100, 100, 230), 45, 20, 8, 60, 20);
    const raster = fillRect(digit, 80, 10, 10, 10, 20);
    const set = {
      name: 'dirt',
      count: 1,
      pictures: () => [{ name: 'a', group: 'specks 1', label: 1, raster }],
    };
    // Reads a 1 in the picture as it should be normalised, an 8 in any other.
    const expected = normalize(raster).pixels.join();
    const judge = (pixels: Float32Array) => outcome({ digit: pixels.join() === expected ? 1 : 8 }).judgement;
    const model = modelThatSays(1);
    const trials = leaveStepsOut(set, { ...model, classifier: { ...model.classifier, judge } });
    expect(trials).toEqual([trial(true, false, 'selection', 'specks 1')]);
  });
});

describe('worthOf()', () => {
  it('is the accuracy with the step less that without it, in points', () => {
    const trials = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1 });
    fc.assert(
      fc.property(trials, (pairs) => {
        const share = (values: boolean[]) => (100 * values.filter(Boolean).length) / values.length;
        const { points, lost, won } = worthOf(
          'strokes',
          pairs.map(([right, without]) => trial(right, without)),
        );
        expect(points).toBeCloseTo(
          share(pairs.map(([right]) => right)) - share(pairs.map(([, without]) => without)),
        );
        expect(lost + won).toBe(pairs.filter(([right, without]) => right !== without).length);
      }),
    );
  });
});

describe('pays()', () => {
  it('is true if a step corrects significantly more than it breaks', () => {
    expect(pays({ lost: 20, won: 4, points: 1 })).toBe(true);
  });

  it('is false if the difference may be chance, if it breaks more, and if it changes nothing', () => {
    expect(pays({ lost: 3, won: 1, points: 1 })).toBe(false);
    expect(pays({ lost: 4, won: 20, points: -1 })).toBe(false);
    expect(pays({ lost: 0, won: 0, points: 0 })).toBe(false);
  });
});

describe('reportAblation()', () => {
  it('names the steps that do not pay and the pictures that need the others most', async () => {
    const trials = Array.from({ length: 20 }, (_, i) =>
      trial(true, i < 10, 'strokes', i < 10 ? 'plain 1' : 'blur 2'),
    );
    const { text, tables, pictures } = await reportAblation('v9', new Map([['stress', trials]]));
    expect(text.at(-1)).toBe(
      `Not shown to pay on these pictures: ${STEPS.filter((step) => step !== 'strokes').join(', ')}.`,
    );
    expect(tables[0]!.rows.find(([step]) => step === 'strokes')).toEqual([
      'strokes',
      '50.00',
      '10',
      '0',
      'yes',
      'blur (100)',
    ]);
    expect(pictures[0]!.svg).toContain('strokes');
  });
});
