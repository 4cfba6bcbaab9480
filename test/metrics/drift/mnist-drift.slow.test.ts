import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMnist } from '../../../scripts/lib/data/mnist';
import { openModels } from '../../../scripts/lib/model-files/open-models';
import { driftFactsOf } from '../../../scripts/lib/model-files/reference-histograms';
import { seededRandom } from '../../../scripts/lib/random';
import { HEALTHY_SOURCES } from '../../../scripts/lib/scenes/reference-pictures';
import { renderStress } from '../../../scripts/lib/scenes/stress';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { CONFIG } from '../../../src/config';
import type { Raster } from '../../../src/image/raster';
import type { LoadedModel } from '../../../src/inference/registry';
import { assessDrift } from '../../../src/metrics/drift/assess';
import { type DriftFacts, type Histograms, histogramsOf } from '../../../src/metrics/drift/histograms';
import { DRIFT_FEATURES } from '../../../src/metrics/series/labels';
import { recognizeRaster } from '../../../src/recognition/recognize';
import { driftReferenceOf } from '../../../src/service/drift-reference';

/** Digits that no model was trained or validated on, of each kind of picture. */
const EACH = 120;
const RESAMPLES = 200;
const WINDOW = 500;
const MODELS = readdirSync(path.join(ROOT, 'model'));
const SOURCES = Object.keys(HEALTHY_SOURCES);

const { MNIST_DIR } = process.env;
const random = seededRandom(7);

type Digit = Raster & { data: Uint8Array };

/** A model and what its card knows. */
interface Judge {
  readonly model: LoadedModel;
  readonly reference: Partial<Histograms>;
}

async function openJudge(version: string): Promise<Judge> {
  const models = await openModels();
  const model = await models.load(version);
  return { model, reference: driftReferenceOf(models, version).histograms };
}

/** From all over the test set: its first half is from tidier writers than the second. */
async function loadDigits(): Promise<Digit[]> {
  const { images } = await loadMnist('test');
  return Array.from({ length: WINDOW }, (_, i) => {
    const start = i * 19 * 784;
    return { width: 28, height: 28, channels: 1, data: images.subarray(start, start + 784) };
  });
}

function factsOf({ model }: Judge, pictures: Iterable<Raster>): DriftFacts[] {
  return Array.from(pictures, (picture) => driftFactsOf((raster) => recognizeRaster(raster, model), picture));
}

function judge({ reference }: Judge, facts: readonly DriftFacts[]) {
  return assessDrift(reference, histogramsOf(facts));
}

/** As many as a window has, drawn at random. */
function drawFrom<T>(all: readonly T[], count = WINDOW): T[] {
  return Array.from({ length: count }, () => all[Math.floor(random() * all.length)]!);
}

/** Draws pictures of each kind once: all models look at the same ones. */
function drawHealthy(digits: readonly Digit[]): Map<string, Raster[]> {
  return new Map(
    Object.entries(HEALTHY_SOURCES).map(([name, draw], source) => [
      name,
      digits.slice(0, EACH).map(({ data }, i) => draw(data, seededRandom(99, source, i))),
    ]),
  );
}

describe.skipIf(MNIST_DIR === undefined)('drift of healthy traffic (needs MNIST_DIR)', () => {
  let pictures: Map<string, Raster[]>;

  beforeAll(async () => {
    pictures = drawHealthy(await loadDigits());
  }, 300_000);

  describe.each(MODELS)('to %s', (version) => {
    let of: Judge;
    let facts: Map<string, DriftFacts[]>;

    beforeAll(async () => {
      of = await openJudge(version);
      facts = new Map([...pictures].map(([name, drawn]) => [name, factsOf(of, drawn)]));
    }, 300_000);

    it('the card has a reference for every feature', () => {
      expect(Object.keys(of.reference).sort()).toEqual([...DRIFT_FEATURES].sort());
    });

    it.each(SOURCES)(
      '500 pictures that are all of the kind %s are no drift, in any of 200 samples',
      (name) => {
        for (let i = 0; i < RESAMPLES; i++) {
          const { features } = judge(of, drawFrom(facts.get(name)!));
          expect(features.filter(({ status }) => status === 'drift')).toEqual([]);
        }
      },
    );

    it('at most 1 % of 200 samples of 500 pictures are anything but ok, whatever mix of kinds they are', () => {
      const statuses = Array.from({ length: RESAMPLES }, () => {
        const shares = SOURCES.map(() => random());
        const whole = shares.reduce((sum, share) => sum + share, 0);
        const mix = SOURCES.flatMap((name, i) =>
          drawFrom(facts.get(name)!, Math.round((WINDOW * shares[i]!) / whole)),
        );
        return judge(of, mix).status;
      });
      expect(statuses.filter((status) => status !== 'ok').length).toBeLessThanOrEqual(0.01 * RESAMPLES);
    });
  });
});

describe.skipIf(MNIST_DIR === undefined)(
  'drift of traffic that is not healthy, to the default model (needs MNIST_DIR)',
  () => {
    let of: Judge;
    let digits: Digit[];
    let facts: DriftFacts[];

    const altered = (alter: (digit: Uint8Array) => Uint8Array) =>
      factsOf(
        of,
        digits.map((digit) => ({ ...digit, data: alter(digit.data) })),
      );

    beforeAll(async () => {
      of = await openJudge(CONFIG.defaultModel);
      digits = await loadDigits();
      facts = factsOf(of, digits);
    }, 300_000);

    it('50 pictures are no drift, whatever they show', () => {
      expect(judge(of, facts.filter(({ digit }) => digit === 1).slice(0, 50)).status).toBe(
        'insufficient_data',
      );
    });

    it('500 pictures of which half are ones are drift, of the class', () => {
      const ones = facts.filter(({ digit }) => digit === 1);
      const { status, features } = judge(of, [...facts.slice(WINDOW / 2), ...drawFrom(ones, WINDOW / 2)]);
      expect(status).toBe('drift');
      expect(features.find(({ feature }) => feature === 'predicted_class')?.status).toBe('drift');
    });

    it.each([
      ['random noise', () => Uint8Array.from({ length: 784 }, () => 256 * random())],
      ['blank sheets', () => new Uint8Array(784).fill(230)],
      [
        'negatives under heavy noise',
        (digit: Uint8Array) => digit.map((v) => Math.min(Math.max(255 - v + (random() - 0.5) * 500, 0), 255)),
      ],
      // Dark paper, ink of 64 levels and noise of ±20.
      [
        'digits of a poor camera',
        (digit: Uint8Array) => digit.map((v) => 60 + v / 4 + (random() - 0.5) * 40),
      ],
      ['upturned digits', (digit: Uint8Array) => digit.toReversed()],
    ])('500 pictures of %s are drift', (_what, alter) => {
      expect(judge(of, altered(alter)).status).toBe('drift');
    });

    it('500 pictures half of which are blank are drift, of the outcome', () => {
      const blank = new Uint8Array(784);
      const { status, features } = judge(of, [
        ...facts.slice(WINDOW / 2),
        ...altered(() => blank).slice(WINDOW / 2),
      ]);
      expect(status).toBe('drift');
      expect(features.find(({ feature }) => feature === 'outcome')?.status).toBe('drift');
    });

    it.each(['faint-pencil', 'hard-crop', 'transparent'] as const)(
      '250 pictures of the severest kind of %s are drift',
      (family) => {
        const pictures = digits.slice(0, 250).map(({ data }, i) => renderStress(data, family, 5, i));
        expect(judge(of, factsOf(of, pictures)).status).toBe('drift');
      },
    );

    it('light ink is drift if dark ink was adopted as the reference', () => {
      const dark = histogramsOf(altered((digit) => digit.map((v) => 255 - v)));
      const { status, features } = judge({ ...of, reference: dark }, facts);
      expect(status).toBe('drift');
      expect(features.find(({ feature }) => feature === 'polarity')?.status).toBe('drift');
    });
  },
);
