import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMnist } from '../../../scripts/lib/mnist';
import { openModels } from '../../../scripts/lib/open-models';
import { ROOT } from '../../../scripts/lib/production-bundle';
import { seededRandom } from '../../../scripts/lib/random';
import { driftFactsOf } from '../../../scripts/lib/reference-histograms';
import { renderStress, SEVERITIES, STRESS_FAMILIES } from '../../../scripts/lib/stress';
import { CONFIG } from '../../../src/config';
import { driftReferenceOf } from '../../../src/http/drift-reference';
import type { Raster } from '../../../src/image/raster';
import type { DigitReader } from '../../../src/inference/judgement';
import { assessDrift } from '../../../src/metrics/drift/assess';
import { type DriftFacts, type Histograms, histogramsOf } from '../../../src/metrics/drift/histograms';
import { DRIFT_FEATURES } from '../../../src/metrics/labels';

const HELD_OUT = 5_000;
const RESAMPLES = 200;
const WINDOW = 500;
/** Share of resamples that may raise a false alarm. */
const FALSE_ALARMS = 0.01;

const skip = process.env.MNIST_DIR === undefined;
const random = seededRandom(7);

let classifier: DigitReader;
let reference: Partial<Histograms>;
let pictures: (Raster & { data: Uint8Array })[];
let heldOut: DriftFacts[];

/** Opens a model and shows it digits that it was neither trained nor validated on. */
async function setUp(version: string): Promise<void> {
  const models = await openModels();
  ({ classifier } = await models.load(version));
  reference = driftReferenceOf(models, version).histograms;
  const { images, labels } = await loadMnist('test');
  // Every other one: the first half of the test set is from tidier writers than the second.
  pictures = Array.from({ length: HELD_OUT }, (_, index) => {
    const start = (index * labels.length * 784) / HELD_OUT;
    return { width: 28, height: 28, channels: 1, data: images.subarray(start, start + 784) };
  });
  heldOut = pictures.map((picture) => driftFactsOf(classifier, picture));
}

/** As many pictures as a window has, drawn at random. */
function drawFrom<T>(all: readonly T[]): T[] {
  return Array.from({ length: WINDOW }, () => all[Math.floor(random() * all.length)]!);
}

function statusOf(facts: readonly DriftFacts[]) {
  return assessDrift(reference, histogramsOf(facts)).status;
}

describe.skipIf(skip).each(readdirSync(path.join(ROOT, 'model')))(
  'drift of %s on MNIST (needs MNIST_DIR)',
  (version) => {
    beforeAll(() => setUp(version), 120_000);

    it('the card has a reference for every feature', () => {
      expect(Object.keys(reference).sort()).toEqual([...DRIFT_FEATURES].sort());
    });

    it('5,000 held-out digits are ok', () => {
      const { status, features } = assessDrift(reference, histogramsOf(heldOut));
      expect(features.filter((feature) => feature.status !== 'ok')).toEqual([]);
      expect(status).toBe('ok');
    });

    it('at most 1 % of 200 resamples of 500 raise an alarm', () => {
      const statuses = Array.from({ length: RESAMPLES }, () => statusOf(drawFrom(heldOut)));
      const alarms = statuses.filter((status) => status !== 'ok').length;
      expect(alarms).toBeLessThanOrEqual(FALSE_ALARMS * RESAMPLES);
    });
  },
);

describe.skipIf(skip)(
  'drift of the default model on pictures that are not as MNIST has them (needs MNIST_DIR)',
  () => {
    beforeAll(() => setUp(CONFIG.defaultModel), 120_000);

    it('50 pictures raise no alarm, whatever they show', () => {
      expect(statusOf(heldOut.filter(({ digit }) => digit === 1).slice(0, 50))).toBe('insufficient_data');
    });

    it('500 inverted pictures are drift', () => {
      const inverted = drawFrom(pictures).map((picture) => ({
        ...picture,
        data: picture.data.map((v) => 255 - v),
      }));
      expect(statusOf(inverted.map((picture) => driftFactsOf(classifier, picture)))).toBe('drift');
    });

    it('500 pictures of which half are ones are drift', () => {
      const ones = drawFrom(heldOut.filter(({ digit }) => digit === 1)).slice(0, WINDOW / 2);
      const { status, features } = assessDrift(
        reference,
        histogramsOf([...drawFrom(heldOut).slice(WINDOW / 2), ...ones]),
      );
      expect(status).toBe('drift');
      expect(features.find(({ feature }) => feature === 'predicted_class')?.status).toBe('drift');
    });

    it('two digits on paper before a camera for each kind and degree of trouble are drift', {
      timeout: 300_000,
    }, () => {
      const kinds = STRESS_FAMILIES.flatMap((family) => SEVERITIES.map((severity) => ({ family, severity })));
      const photographed = [...kinds, ...kinds].map(({ family, severity }, i) =>
        renderStress(pictures[i]!.data, family, severity, i),
      );
      expect(photographed.length).toBeLessThanOrEqual(WINDOW);
      expect(statusOf(photographed.map((picture) => driftFactsOf(classifier, picture)))).toBe('drift');
    });

    it('500 pictures with the noise of a poor camera are drift', () => {
      const noisy = drawFrom(pictures).map((picture) => ({
        ...picture,
        // Grey paper, pale ink and noise of ±20 levels.
        data: picture.data.map((v) => 60 + v / 3 + (random() - 0.5) * 40),
      }));
      expect(statusOf(noisy.map((picture) => driftFactsOf(classifier, picture)))).toBe('drift');
    });
  },
);
