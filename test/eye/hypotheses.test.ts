import { describe, expect, it } from 'vitest';
import type { FoundDigit } from '../../src/eye/eye-map';
import { formHypotheses } from '../../src/eye/hypotheses';

/** A digit in a look, by its middle and its size in shares of the look. */
const seen = (x: number, y: number, size: number, objectness: number, digit: number): FoundDigit => ({
  box: { x: x - size / 2, y: y - size / 2, width: size, height: size },
  objectness,
  logits: Float32Array.from({ length: 10 }, (_, i) => (i === digit ? 6 : 0)),
});
const whole = { x: 0, y: 0, side: 100 };
/** Shows the middle of `whole` twice as large. */
const close = { x: 25, y: 25, side: 50 };

describe('formHypotheses()', () => {
  it('has nothing to say where no look has seen anything', () => {
    expect(formHypotheses([])).toEqual([]);
    expect(formHypotheses([{ region: whole, digits: [] }])).toEqual([]);
  });

  it('joins what several looks have seen of one place, in pixels of the picture', () => {
    const hypotheses = formHypotheses([
      { region: whole, digits: [seen(0.5, 0.5, 0.25, 0.9, 3)] },
      { region: close, digits: [seen(0.5, 0.5, 0.5, 0.9, 3)] },
    ]);
    expect(hypotheses).toHaveLength(1);
    const { x, y, width, height } = hypotheses[0]!.box;
    expect([x, y, width, height].map(Math.round)).toEqual([38, 38, 25, 25]);
    expect(hypotheses[0]!.evidence).toBeCloseTo(Math.log(9), 1);
  });

  it('listens most to the look that shows a digit best', () => {
    const [hypothesis] = formHypotheses([
      { region: whole, digits: [seen(0.5, 0.5, 0.2, 0.9, 1)] },
      { region: close, digits: [seen(0.5, 0.5, 0.5, 0.9, 7)] },
    ]);
    const { logits } = hypothesis!;
    expect(logits[7]).toBeGreaterThan(logits[1]!);
  });

  it('doubts a digit that another look does not see where it should', () => {
    const evidenceWith = (digits: FoundDigit[]) =>
      formHypotheses([
        { region: whole, digits: [seen(0.5, 0.5, 0.25, 0.9, 3)] },
        { region: close, digits },
      ])[0]!.evidence;
    expect(evidenceWith([seen(0.5, 0.5, 0.5, 0.9, 3)])).toBeGreaterThan(1);
    expect(evidenceWith([])).toBeLessThan(0);
  });

  it('keeps boxes apart that have little in common: which of them are digits is for others to say', () => {
    const digits = [seen(0.4, 0.5, 0.3, 0.9, 1), seen(0.6, 0.5, 0.3, 0.9, 7), seen(0.5, 0.5, 0.6, 0.6, 4)];
    expect(formHypotheses([{ region: whole, digits }])).toHaveLength(3);
  });
});
