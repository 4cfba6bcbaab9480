import { aroundAll, describe, expect, it, vi } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { harmObjects, OBJECT_FAULTS, setFault, withHarmedBundle } from '../support/harmed-bundle';
import { readMetrics, withServer } from '../support/with-server';

/** Readiness is remembered for five seconds. */
const NOTICED = { timeout: 60_000, interval: 500 };
const PREDICTIONS = 5;
const METHODS = ['apply', 'snapshot', 'account', 'restore', 'probe', 'history'];

describe('a metrics object', () => {
  let url: URL;
  let requests = 0;

  aroundAll((runTests) =>
    withHarmedBundle(
      (folder) => harmObjects(folder, { MetricsShard: METHODS }),
      (bundle) =>
        withServer(
          (address) => {
            url = address;
            return runTests();
          },
          { build: async () => bundle },
        ),
    ),
  );

  const status = async (path: string) => (await fetch(new URL(path, url))).status;
  const predict = async () => {
    const answer = await fetch(new URL('/predict', url), { method: 'POST', body: toPng(drawSeven(28)) });
    expect(answer.status).toBe(200);
    requests++;
  };
  const expectExactly = () =>
    vi.waitFor(async () => {
      const { service_metrics, stale, counts_lost } = await readMetrics(url);
      const told = { requests: service_metrics.total_requests, stale, counts_lost };
      expect(told).toEqual({ requests, stale: false, counts_lost: 0 });
    }, NOTICED);

  it.each(Object.keys(OBJECT_FAULTS) as (keyof typeof OBJECT_FAULTS)[])(
    '%s: predictions go on, figures are stale but do not fall, and are exact afterwards',
    async (fault) => {
      await predict();
      await expectExactly();
      const known = requests;
      await setFault(url, fault);
      for (let i = 0; i < PREDICTIONS; i++) await predict();
      await vi.waitFor(async () => {
        const { service_metrics, stale } = await readMetrics(url);
        expect(service_metrics.total_requests).toBeGreaterThanOrEqual(known);
        expect(stale).toBe(true);
      }, NOTICED);
      await vi.waitFor(async () => expect(await status('/readyz')).toBe(503), NOTICED);
      expect(await status('/health')).toBe(200);
      await setFault(url, null);
      await vi.waitFor(async () => expect(await status('/readyz')).toBe(200), NOTICED);
      await expectExactly();
    },
  );
});
