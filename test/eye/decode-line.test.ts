import { describe, expect, it } from 'vitest';
import { argmax } from '../../src/domain';
import { decodeLine } from '../../src/eye/decode-line';
import type { Hypothesis } from '../../src/eye/hypotheses';

/** A box on a line of 40 pixels, from x, with the digit that it shows. */
const hypothesis = (
  digit: number,
  x: number,
  width: number,
  evidence: number,
  { y = 0, height = 40 } = {},
): Hypothesis => ({
  box: { x, y, width, height },
  evidence,
  logits: Float32Array.from({ length: 10 }, (_, i) => (i === digit ? 8 : 0)),
});
const textOf = (hypotheses: Hypothesis[]) =>
  decodeLine(hypotheses)
    .map(({ logits }) => argmax(logits))
    .join('');

describe('decodeLine()', () => {
  it('reads from left to right', () => {
    expect(textOf([hypothesis(7, 60, 25, 4), hypothesis(3, 0, 25, 4), hypothesis(5, 30, 25, 4)])).toBe('357');
  });

  it('is empty where nothing is worth being a digit', () => {
    expect(textOf([])).toBe('');
    expect(textOf([hypothesis(1, 0, 10, -2.4), hypothesis(1, 30, 10, -9)])).toBe('');
  });

  it('prefers two narrow digits to the wide one that both would make, where more speaks for them', () => {
    const [one, seven] = [hypothesis(1, 0, 10, 3), hypothesis(7, 12, 18, 3)];
    expect(textOf([one, hypothesis(4, 0, 30, 2), seven])).toBe('17');
    expect(textOf([hypothesis(1, 0, 10, 1), hypothesis(4, 0, 30, 6), hypothesis(7, 12, 18, 1)])).toBe('4');
  });

  it('allows for boxes that overlap a little, as those of digits that lean do', () => {
    expect(textOf([hypothesis(2, 0, 30, 3), hypothesis(6, 27, 30, 3)])).toBe('26');
  });

  it('leaves out what is much smaller or larger than the digits of its line', () => {
    const line = [0, 30, 60, 90].map((x) => hypothesis(8, x, 25, 4));
    expect(textOf([...line, hypothesis(1, 120, 4, 0.5, { y: 30, height: 6 })])).toBe('8888');
    expect(textOf([...line, hypothesis(1, 120, 40, 0.5, { y: -60, height: 160 })])).toBe('8888');
  });
});
