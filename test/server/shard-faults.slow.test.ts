import { aroundAll, describe, expect, it, vi } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { FAULT_PATH, harmShards, SHARD_FAULTS, withHarmedBundle } from '../support/harmed-bundle';
import { readMetrics, withServer } from '../support/with-server';

/** Readiness is remembered for five seconds. */
const NOTICED = { timeout: 60_000, interval: 500 };
const PREDICTIONS = 5;

describe('a metrics object', () => {
  let url: URL;
  let requests = 0;

  aroundAll((runTests) =>
    withHarmedBundle(harmShards, (bundle) =>
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
  const setFault = (name: string) => status(`${FAULT_PATH}?${new URLSearchParams({ name })}`);
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

  it.each(Object.keys(SHARD_FAULTS))(
    '%s: predictions go on, figures are stale but do not fall, and are exact afterwards',
    async (fault) => {
      await predict();
      await expectExactly();
      const known = requests;
      await setFault(fault);
      for (let i = 0; i < PREDICTIONS; i++) await predict();
      await vi.waitFor(async () => {
        const { service_metrics, stale } = await readMetrics(url);
        expect(service_metrics.total_requests).toBeGreaterThanOrEqual(known);
        expect(stale).toBe(true);
      }, NOTICED);
      await vi.waitFor(async () => expect(await status('/readyz')).toBe(503), NOTICED);
      expect(await status('/health')).toBe(200);
      await setFault('');
      await vi.waitFor(async () => expect(await status('/readyz')).toBe(200), NOTICED);
      await expectExactly();
    },
  );
});
