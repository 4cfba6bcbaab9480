import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNetwork } from '../../scripts/lib/model-files/model-files';
import { loadWasmModule } from '../../scripts/lib/wasm-module';
import { argmax } from '../../src/domain';
import { Classifier } from '../../src/inference/classifier';
import { drawSelfTestDigit } from '../../src/inference/self-test';
import { setUpTfjs } from '../../src/inference/tfjs';

let classifier: Classifier;

beforeAll(async () => {
  await setUpTfjs(await loadWasmModule());
  const { json, weights } = await readNetwork('model/v1.0');
  classifier = Classifier.load(json, weights);
});

describe('Classifier.predict()', () => {
  it('reads the digit of the self-test with confidence', () => {
    const probabilities = classifier.predict(drawSelfTestDigit());
    expect(argmax(probabilities)).toBe(3);
    expect(probabilities[3]).toBeGreaterThan(0.9);
  });

  it('gives ten probabilities that sum to 1 within 1e-6, whatever the pixels', () => {
    fc.assert(
      fc.property(picture(), (pixels) => {
        const probabilities = classifier.predict(pixels);
        expect(probabilities).toHaveLength(10);
        expect(probabilities.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves no tensor behind in 100 predictions', () => {
    const digit = drawSelfTestDigit();
    classifier.predict(digit);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 100; i++) classifier.predict(digit);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('rejects a picture of another size', () => {
    expect(() => classifier.predict(new Float32Array(783))).toThrow(
      'Cannot classify 783 pixels: expected a multiple of 784',
    );
  });
});

describe('Classifier.predictBatch()', () => {
  it('gives each picture what predict() gives it', () => {
    fc.assert(
      fc.property(fc.array(picture(), { minLength: 1, maxLength: 5 }), (pictures) => {
        const batch = new Float32Array(pictures.length * 784);
        pictures.forEach((pixels, index) => {
          batch.set(pixels, index * 784);
        });
        const together = classifier.predictBatch(batch);
        pictures.forEach((pixels, index) => {
          classifier.predict(pixels).forEach((value, digit) => {
            expect(together[index * 10 + digit]).toBeCloseTo(value, 5);
          });
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe('Classifier.judgeBatch()', () => {
  it('judges each picture as judge() does', () => {
    const pictures = [drawSelfTestDigit(), new Float32Array(784), drawSelfTestDigit()];
    const batch = new Float32Array(pictures.flatMap((pixels) => [...pixels]));
    const judgements = classifier.judgeBatch(batch);
    expect(judgements).toHaveLength(3);
    for (const [index, judgement] of judgements.entries()) {
      const alone = classifier.judge(pictures[index]!);
      expect(judgement.isDigit).toBe(alone.isDigit);
      expect(judgement.evidence).toBeCloseTo(alone.evidence, 4);
      for (const [digit, value] of alone.probabilities.entries()) {
        expect(judgement.probabilities[digit]).toBeCloseTo(value, 5);
      }
    }
  });
});

describe('Classifier.describe()', () => {
  it('tells the layers and parameters of the loaded network', () => {
    const layers = classifier.describe();
    expect(layers.map((layer) => layer.type)).toEqual([
      'conv2d',
      'max_pooling2d',
      'dropout',
      'conv2d',
      'max_pooling2d',
      'dropout',
      'flatten',
      'dense',
      'dropout',
      'dense',
    ]);
    expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(225_034);
    expect(classifier.inputShape).toEqual([null, 28, 28, 1]);
    expect(layers.at(-1)!.outputShape).toEqual([null, 10]);
  });
});

function picture() {
  return fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 784, maxLength: 784 })
    .map((values) => Float32Array.from(values));
}
