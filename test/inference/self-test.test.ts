import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../scripts/lib/model-files/model-files';
import { openShippedEye } from '../../scripts/lib/model-files/open-models';
import { type Random, seededRandom } from '../../scripts/lib/random';
import { drawEuropeanDigit } from '../../scripts/lib/scenes/handwriting/european-digits';
import { renderShape } from '../../scripts/lib/scenes/stress';
import { argmax } from '../../src/domain';
import { Classifier } from '../../src/inference/classifier';
import type { NetworkFiles } from '../../src/inference/model-files';
import { tuningOf } from '../../src/inference/registry';
import {
  drawSelfTestDigit,
  MIN_CONFIDENCE,
  passesSelfTest,
  SELF_TEST_DIGITS,
} from '../../src/inference/self-test';
import { verifyNetwork } from '../../src/inference/verify-network';
import { findDigit } from '../../src/recognition/recognize';

/** Damages of each kind, shared out among the networks. */
const SEEDS = 18;
const READING_DIGITS = 20;
/** In pixels; undefined is the self-test's own. */
const PEN_RADII = [undefined, 0.5, 0.9, 1.7, 2.3];

let networks: NetworkFiles[];
/** Digits that the self-test does not know. */
let pictures: Float32Array;
let labels: number[];

beforeAll(async () => {
  const eye = await openShippedEye('v2.0');
  const folders = await Promise.all(readdirSync('model').map((version) => readModel(`model/${version}`)));
  networks = folders.filter(
    (files): files is NetworkFiles => 'weights' in files && files.card.reader === undefined,
  );
  const digits = Array.from({ length: READING_DIGITS }, (_, seed) => drawEuropeanDigit(seed));
  labels = digits.map(({ label }) => label);
  pictures = new Float32Array(READING_DIGITS * 784);
  for (const [i, { shape }] of digits.entries()) {
    pictures.set(findDigit(renderShape(shape, 'plain', 1, i), { eye }).normalized.pixels, i * 784);
  }
});

/** @returns share of right answers, 0 … 1 */
function reads(classifier: Classifier): number {
  const probabilities = classifier.predictBatch(pictures);
  const right = labels.filter((label, i) => {
    const answer = probabilities.subarray(10 * i, 10 * i + 10);
    return argmax(answer) === label;
  });
  return right.length / labels.length;
}

describe('the self-test', () => {
  it('draws at least three different digits, which every shipped network reads with 0.98 and more, with any pen', async () => {
    expect(SELF_TEST_DIGITS.length).toBeGreaterThanOrEqual(3);
    for (const { json, weights, card } of networks) {
      const classifier = Classifier.load(json, weights, tuningOf(card));
      for (const digit of SELF_TEST_DIGITS) {
        for (const penRadius of PEN_RADII) {
          const probability = classifier.predict(drawSelfTestDigit(digit, penRadius))[digit];
          expect(probability, `${card.version} reads ${digit}, pen ${penRadius}`).toBeGreaterThan(0.98);
        }
      }
      expect(passesSelfTest(classifier)).toBe(true);
      classifier.dispose();
    }
  });

  it('passesSelfTest() refuses a model that is right but not confident, and one that returns NaN', () => {
    const answering = (value: number) => ({
      predictBatch: () => new Float32Array(SELF_TEST_DIGITS.length * 10).fill(value),
    });
    expect(passesSelfTest(answering(MIN_CONFIDENCE + 0.01))).toBe(true);
    expect(passesSelfTest(answering(MIN_CONFIDENCE - 0.01))).toBe(false);
    expect(passesSelfTest(answering(Number.NaN))).toBe(false);
  });
});

describe('damaged weights', () => {
  const kinds: [string, (bytes: Uint8Array, random: Random) => void][] = [
    ['4 kB of noise', (bytes, random) => damage(bytes, 4096, random, () => Math.floor(random() * 256))],
    ['4 kB of zeros', (bytes, random) => damage(bytes, 4096, random, () => 0)],
    ['256 bytes of noise', (bytes, random) => damage(bytes, 256, random, () => Math.floor(random() * 256))],
  ];

  it.each(kinds)(
    '%s never pass the self-test where they kill reading, nor the sum anywhere',
    async (_, harm) => {
      let killed = 0;
      for (let seed = 0; seed < SEEDS; seed++) {
        const files = networks[seed % networks.length]!;
        const weights = files.weights.slice(0);
        harm(new Uint8Array(weights), seededRandom(seed));
        await expect(verifyNetwork({ ...files, weights })).rejects.toThrow('weights.bin is damaged');
        const classifier = Classifier.load(files.json, weights, tuningOf(files.card));
        // Half of what an intact network reads: it reads nearly all of them.
        const isKilled = reads(classifier) < 0.5;
        if (isKilled) expect(passesSelfTest(classifier), `seed ${seed}`).toBe(false);
        if (isKilled) killed++;
        classifier.dispose();
      }
      expect(killed).toBeGreaterThan(0);
    },
  );

  it('verifyNetwork() accepts every shipped network, and names model.json where a scale was changed', async () => {
    for (const files of networks) await expect(verifyNetwork(files)).resolves.toBeUndefined();
    const files = networks.find(({ card }) => card.weights!.dtype === 'uint8')!;
    const json = JSON.parse(JSON.stringify(files.json).replace(/"scale":[\d.]+/, '"scale":1'));
    await expect(verifyNetwork({ ...files, json })).rejects.toThrow('model.json is damaged');
  });
});

function damage(bytes: Uint8Array, length: number, random: Random, value: () => number): void {
  const start = Math.floor(random() * (bytes.length - length));
  for (let i = start; i < start + length; i++) bytes[i] = value();
}
