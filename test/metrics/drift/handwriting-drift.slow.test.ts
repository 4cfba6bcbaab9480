import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModels } from '../../../scripts/lib/model-files/open-models';
import { driftFactsOf } from '../../../scripts/lib/model-files/reference-histograms';
import { openImageFolder } from '../../../scripts/lib/report/image-folder';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { assessDrift } from '../../../src/metrics/drift/assess';
import { type DriftFacts, histogramsOf } from '../../../src/metrics/drift/histograms';
import { recognizeRaster } from '../../../src/recognition/recognize';
import { driftReferenceOf } from '../../../src/service/drift-reference';

const { HANDWRITING_DIR } = process.env;
const WINDOW = 500;

/** What a model makes of the pictures, by whom they are from. */
async function readHandwriting(version: string) {
  const models = await openModels();
  const model = await models.load(version);
  const bySource = new Map<string, DriftFacts[]>();
  for (const { group, raster } of openImageFolder(HANDWRITING_DIR!).pictures()) {
    bySource.set(group, [
      ...(bySource.get(group) ?? []),
      driftFactsOf((picture) => recognizeRaster(picture, model), raster),
    ]);
  }
  return { reference: driftReferenceOf(models, version).histograms, bySource };
}

describe.skipIf(HANDWRITING_DIR === undefined)(
  'drift of the handwriting of strangers (needs HANDWRITING_DIR)',
  () => {
    it.each(readdirSync(path.join(ROOT, 'model')))(
      'to %s all pictures are ok, four times over, and those of one source alone are no drift',
      async (version) => {
        const { reference, bySource } = await readHandwriting(version);
        const all = [...bySource.values()].flat();
        const { features } = assessDrift(reference, histogramsOf([...all, ...all, ...all, ...all]));
        expect(features.filter(({ status }) => status !== 'ok')).toEqual([]);

        for (const [source, facts] of bySource) {
          const traffic = Array.from({ length: WINDOW }, (_, i) => facts[i % facts.length]!);
          const alone = assessDrift(reference, histogramsOf(traffic));
          expect(
            alone.features.filter(({ status }) => status === 'drift'),
            source,
          ).toEqual([]);
        }
      },
    );
  },
);
