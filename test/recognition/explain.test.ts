import { median } from 'simple-statistics';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModels } from '../../scripts/lib/model-files/open-models';
import { drawEuropeanDigit } from '../../scripts/lib/scenes/handwriting/european-digits';
import { drawSeven, onPaper, toPng } from '../../scripts/lib/scenes/sample-images';
import { CONFIG } from '../../src/config';
import { decodeImage } from '../../src/image/decode';
import type { LoadedModel, ModelRegistry } from '../../src/inference/registry';
import { explain } from '../../src/recognition/explain';
import { recognize } from '../../src/recognition/recognize';

const SIDE = 28;
const SEVEN = toPng(onPaper(drawSeven(112)));
/** Digits in European shapes. */
const DRAWINGS = Array.from({ length: 9 }, (_, seed) =>
  toPng({ width: 112, height: 112, data: drawEuropeanDigit(seed).shape.map((ink) => 255 * ink) }),
);
const ROUNDS = 15;
/** CPU time of an answer with its map, over that of an answer alone. */
const MAX_TIMES = 5;

let models: ModelRegistry;

beforeAll(async () => {
  models = await openModels();
}, 120_000);

function readSeven(model: LoadedModel) {
  return recognize(SEVEN, model, CONFIG.image);
}

/** By how much each pixel of a map is redder than it is blue, −255 to 255. */
function rednessOf(png: Uint8Array): number[] {
  const { data, channels } = decodeImage(png, CONFIG.image).raster;
  return Array.from({ length: SIDE * SIDE }, (_, i) => data[i * channels]! - data[i * channels + 2]!);
}

/** The same by hiding one square of 6×6 pixels after the other, every second pixel: 144 forward passes. */
function fineMap(pixels: Float32Array, digit: number, { classifier }: LoadedModel): Float32Array {
  const before = classifier.predict(pixels)[digit]!;
  const sums = new Float32Array(pixels.length);
  const counts = new Float32Array(pixels.length);
  for (let top = 0; top <= SIDE - 6; top += 2) {
    for (let left = 0; left <= SIDE - 6; left += 2) {
      const square = Array.from({ length: 36 }, (_, i) => (top + Math.floor(i / 6)) * SIDE + left + (i % 6));
      const hidden = pixels.slice();
      for (const pixel of square) hidden[pixel] = 0;
      const fall = before - classifier.predict(hidden)[digit]!;
      for (const pixel of square) {
        sums[pixel]! += fall;
        counts[pixel]!++;
      }
    }
  }
  return sums.map((sum, i) => sum / counts[i]!);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}

/** CPU time that some rounds of work take, in microseconds: a busy machine makes them longer, but not dearer. */
function costOf(work: () => void): number {
  work();
  const start = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

describe.each(['v1.0', 'v2.0', 'v2.1-7x7', 'ensemble'])('explain() of an answer of %s', (version) => {
  it('colours only ink, and the parts that make it a 7 red', async () => {
    const model = await models.load(version);
    const recognition = readSeven(model);
    const redness = rednessOf(explain(recognition, model).occlusionPng);
    const { pixels } = recognition.normalized;
    const coloured = redness.flatMap((value, i) => (value === 0 ? [] : [i]));
    expect(coloured.length).toBeGreaterThan(0);
    for (const pixel of coloured) expect(pixels[pixel]).toBeGreaterThan(0);
    const reddest = redness.indexOf(Math.max(...redness));
    expect(redness[reddest]).toBeGreaterThan(100);
  });

  it('agrees with maps that cost ten times as much about which parts of the ink matter', async () => {
    const model = await models.load(version);
    const agreements = await Promise.all(
      DRAWINGS.map(async (drawing) => {
        const recognition = recognize(drawing, model, CONFIG.image);
        const { pixels } = recognition.normalized;
        const { occlusionPng, observer } = explain(recognition, model);
        const fine = fineMap(pixels, recognition.digit, await models.load(observer));
        const redness = rednessOf(occlusionPng);
        const ink = [...pixels.keys()].filter((pixel) => pixels[pixel]! > 0.5);
        return correlation(
          ink.map((pixel) => redness[pixel]!),
          ink.map((pixel) => fine[pixel]!),
        );
      }),
    );
    expect(median(agreements)).toBeGreaterThan(0.2);
  });

  it(`takes, together with the answer, at most ${MAX_TIMES} times the CPU time of the answer alone`, async () => {
    const model = await models.load(version);
    const answer = costOf(() => readSeven(model));
    const explained = costOf(() => explain(readSeven(model), model));
    expect(explained / answer).toBeLessThanOrEqual(MAX_TIMES);
  });
});

describe('explain()', () => {
  it('has nothing to colour if there is no ink', async () => {
    const model = await models.load('v2.0');
    const blank = toPng({ width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE).fill(255) });
    const { occlusionPng } = explain(recognize(blank, model, CONFIG.image), model);
    expect(rednessOf(occlusionPng).every((value) => value === 0)).toBe(true);
  });

  it('uses the fastest member of an ensemble, and says which', async () => {
    const [ensemble, single] = await Promise.all([models.load('ensemble'), models.load('v2.0')]);
    expect(explain(readSeven(ensemble), ensemble).observer).toBe('v2.0');
    expect(explain(readSeven(single), single).observer).toBe('v2.0');
  });
});
