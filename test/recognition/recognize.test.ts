import { describe, expect, it } from 'vitest';
import type { Sight } from '../../src/eye/sight';
import type { Judgement } from '../../src/inference/judgement';
import type { LoadedModel } from '../../src/inference/registry';
import type { Normalized } from '../../src/preprocess/normalized';
import { type FoundDigit, recognizeBatchInSteps } from '../../src/recognition/recognize';
import { runAtOnce } from '../../src/steps';
import { outcome } from '../support/report-fakes';

/** Pictures that the reader has read. */
let read = 0;

const reader = {
  *judgeBatchInSteps(pixels: Float32Array) {
    const count = pixels.length / 784;
    read += count;
    yield 1;
    return Array.from({ length: count }, (): Judgement => outcome({ digit: 5 }).judgement);
  },
};

/** A model whose eye is sure from 0.9 on, coarsely, and from 0.99 on otherwise. */
const model = {
  version: 'v9',
  card: { rejection: { minimumEvidence: 8 } },
  classifier: reader,
  reader: 'v8',
  eye: {
    coarse: { temperature: 1, objectness: 0.5, probability: 0.9 },
    whole: { temperature: 1, objectness: 0.9, probability: 0.99 },
  },
} as unknown as LoadedModel;

/** A 3 that was found with so many pixels per side, the surer the larger the margin. */
function found(side: 32 | 64, margin: number): FoundDigit {
  const logits = new Float32Array(10);
  logits[3] = margin;
  const subject = { box: { x: 0.2, y: 0.2, width: 0.4, height: 0.6 }, objectness: 0.95, logits };
  const sight = { seen: new Float32Array(side * side * 3), digits: [subject], subject } as unknown as Sight;
  return {
    sight,
    normalized: { pixels: new Float32Array(784), emptiness: null, objectCount: 1 } as Normalized,
  };
}

const answersTo = (pictures: readonly FoundDigit[]) => {
  read = 0;
  return runAtOnce(recognizeBatchInSteps(pictures, model));
};

describe('recognizeBatchInSteps()', () => {
  it('lets a look’s answer stand where that is sure of it, and asks the reader about the others', () => {
    const answers = answersTo([found(32, 6), found(64, 6), found(64, 9), { ...found(64, 9), sight: null }]);
    expect(read).toBe(2);
    expect(answers.map(({ judgement }) => judgement.votes?.length ?? 0)).toEqual([0, 2, 0, 0]);
    expect(answers.map(({ digit }) => digit)).toEqual([3, 3, 3, 5]);
  });

  it('answers with the geometric mean where both are asked', () => {
    const [{ judgement }] = answersTo([found(64, 6)]) as [ReturnType<typeof answersTo>[0]];
    const { probabilities } = judgement;
    const ofEye = (margin: number) => Math.exp(margin) / (Math.exp(6) + 9);
    const ratio = Math.sqrt((ofEye(6) * (0.1 / 9)) / (ofEye(0) * 0.9));
    expect(probabilities[3]! / probabilities[5]!).toBeCloseTo(ratio, 3);
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  });

  it('says that there is a digit wherever the eye is sure', () => {
    const [{ judgement }] = answersTo([found(32, 6)]) as [ReturnType<typeof answersTo>[0]];
    expect(judgement).toMatchObject({ isDigit: true, outOfDistribution: 0.5 });
  });
});
