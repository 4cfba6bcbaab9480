import { describe, expect, it } from 'vitest';
import type { LabelledPixels } from '../../../scripts/lib/retraining/feedback-source';
import { labelLine } from '../../../scripts/lib/retraining/gate/judge-candidate';
import { sortFeedback } from '../../../scripts/lib/retraining/sort-feedback';
import type { DigitReader } from '../../../src/inference/judgement';

/** Pictures that show a 1, of which every n-th is labelled as a 7. */
function export300(flipEvery: number): LabelledPixels[] {
  return Array.from({ length: 300 }, (_, i) => {
    const pixels = new Uint8Array(784);
    pixels.set([i % 256, Math.floor(i / 256)]);
    return { name: `${i}`, label: i % flipEvery === 0 ? 7 : 1, pixels };
  });
}

describe('the gate, given a poisoned export', () => {
  it('refuses it, if one label in ten is wrong', () => {
    const sorted = sortFeedback(export300(10), new Set(), readsAlways(1));
    expect(labelLine(readsAlways(1), sorted)).toMatchObject({ candidate: '10.00 %', passed: false });
  });

  it('learns none of the wrong labels', () => {
    const { training, heldOut, suspicious } = sortFeedback(export300(10), new Set(), readsAlways(1));
    expect(suspicious).toHaveLength(30);
    expect([...training, ...heldOut].every(({ label }) => label === 1)).toBe(true);
  });

  it('tolerates the mistakes that people make', () => {
    const sorted = sortFeedback(export300(50), new Set(), readsAlways(1));
    expect(labelLine(readsAlways(1), sorted)).toMatchObject({ candidate: '2.00 %', passed: true });
  });

  it('believes labels that the reviewer doubted, if the candidate has learned to read them', () => {
    const sorted = sortFeedback(export300(10), new Set(), readsAlways(1));
    expect(labelLine(readsAlways(7), sorted)).toMatchObject({ candidate: '0.00 %', passed: true });
  });
});

function readsAlways(digit: number): DigitReader {
  const probabilities = new Float32Array(10).fill(0.001);
  probabilities[digit] = 0.99;
  return {
    judgeBatch: (pixels: Float32Array) =>
      Array.from({ length: pixels.length / 784 }, () => ({ probabilities })),
  } as unknown as DigitReader;
}
