import { describe, expect, it } from 'vitest';
import { type LookExample, tuneLooks } from '../../../scripts/lib/model-files/tune-looks';
import type { FoundDigit } from '../../../src/eye/eye-map';

/** A look at a 3 that says 3 or 5, the surer the larger the margin. */
function example(says: 3 | 5, margin: number, changes: Partial<LookExample & FoundDigit> = {}): LookExample {
  const { objectness = 0.97, label = 3, isRightAfterAll = true } = changes;
  const logits = new Float32Array(10);
  logits[says] = margin;
  const subject = { box: { x: 0.2, y: 0.2, width: 0.4, height: 0.6 }, objectness, logits };
  return { sight: { digits: [subject], subject }, label, isRightAfterAll };
}

/** Looks at 3s that are right, of which a temperature can be fitted. */
const right = Array.from({ length: 40 }, (_, i) => example(3, 6 + i / 10));
const wrong = example(5, 8);

const probabilityOf = (margin: number, temperature: number) => 1 / (1 + 9 * Math.exp(-margin / temperature));

describe('tuneLooks()', () => {
  it('lets all answers stand alone where none is wrong', () => {
    const { temperature, probability, objectness } = tuneLooks(right);
    expect(probability).toBeCloseTo(Math.max(probabilityOf(6, temperature), 0.95), 3);
    expect(objectness).toBe(0.9);
  });

  it('asks for a second opinion from the first mistake on that it would have saved', () => {
    const { temperature, probability } = tuneLooks([...right, wrong]);
    expect(probability).toBeGreaterThan(probabilityOf(8, temperature));
  });

  it('counts no mistake that the whole road makes as well', () => {
    const { temperature, probability } = tuneLooks([...right, example(5, 8, { isRightAfterAll: false })]);
    expect(probability).toBeLessThan(probabilityOf(8, temperature));
  });

  it('demands that there is a digit more surely where other things look like one', () => {
    const letter = example(5, 20, { objectness: 0.65, label: null });
    expect(tuneLooks([...right, letter]).objectness).toBeGreaterThan(0.65);
  });

  it('lets four in a thousand of the pictures without a digit stand alone, however many digits there are', () => {
    const doubtful = Array.from({ length: 200 }, () => example(5, 2));
    const many = [...Array.from({ length: 4_000 }, (_, i) => right[i % right.length]!), ...doubtful];
    const letter = example(3, 8, { label: null });
    const refused = Array.from({ length: 300 }, () => example(3, 1, { objectness: 0.1, label: null }));
    const strict = tuneLooks([...many, letter, ...refused.slice(0, 200)]);
    expect(strict.probability).toBeGreaterThan(probabilityOf(8, strict.temperature));
    const lenient = tuneLooks([...many, letter, ...refused]);
    expect(lenient.probability).toBeLessThan(probabilityOf(8, lenient.temperature));
  });

  it('lets none stand alone where all are wrong', () => {
    const { probability } = tuneLooks([example(5, 9), example(5, 8)]);
    expect(probability).toBe(1);
  });
});
