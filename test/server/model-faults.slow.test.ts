import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { harmWeights, withHarmedBundle } from '../support/harmed-bundle';
import { readMetrics, withServer } from '../support/with-server';

it.each(['noise', 'cut off'] as const)(
  'weights that are damaged (%s): 503 from health, readiness and predictions, counted, and one line says why',
  async (how) => {
    await withHarmedBundle(
      (folder) => harmWeights(folder, how),
      (bundle) =>
        withServer(
          async (url, log) => {
            for (const path of ['/health', '/readyz']) {
              expect([path, (await fetch(new URL(path, url))).status]).toEqual([path, 503]);
            }
            for (let i = 0; i < 3; i++) {
              const answer = await fetch(new URL('/predict', url), {
                method: 'POST',
                body: toPng(drawSeven(28)),
              });
              expect(answer.status).toBe(503);
              expect(await answer.json()).toMatchObject({ code: 'model_unavailable' });
            }
            expect((await fetch(new URL('/livez', url))).status).toBe(200);
            const { service_metrics } = await readMetrics(url);
            expect(service_metrics).toMatchObject({
              total_requests: 3,
              total_errors: 3,
              successful_predictions: 0,
            });
            const told = log.filter(({ level, message }) => level === 'error' && /v3\.0/.test(message));
            expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('weights.bin')]);
          },
          { build: async () => bundle },
        ),
    );
  },
);
