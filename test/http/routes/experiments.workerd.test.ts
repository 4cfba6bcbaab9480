import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { json } from '../../support/api';
import { type ClosedService, closedService, memoryOfItsOwn } from '../../support/closed-service';

const SEVEN = toPng(drawSeven(28));
const BLANK = toPng({ width: 28, height: 28, data: new Uint8Array(784).fill(240) });
const SPLIT = { weights: { 'v2.1-3x3': 100, 'v2.1-7x7': 0 }, shadows: { 'v1.0': 50 } };

let service: ClosedService;
beforeAll(async () => {
  const name = crypto.randomUUID();
  service = await closedService(
    { TRAFFIC: JSON.stringify(SPLIT), METRICS_ACCESS: 'key' },
    { TRAFFIC_STORE: { getByName: () => env.TRAFFIC_STORE.getByName(name) } },
  );
});

async function compared(window = '1h') {
  return json(await service.ask(`/experiments?window=${window}`, service.keys.metrics));
}

describe('GET /experiments', () => {
  it('compares the versions of the split, that of most weight first', async () => {
    const { arms, ...answer } = await compared();
    expect(answer).toEqual({
      window_seconds: 3_600,
      baseline: 'v2.1-3x3',
      shadows: [expect.objectContaining({ model_version: 'v1.0', percent: 50 })],
      comparisons: ['refused', 'failed', 'accurate'].map((figure) => ({
        model_version: 'v2.1-7x7',
        baseline: 'v2.1-3x3',
        figure,
        p_value: null,
        verdict: 'too_little_data',
        summary: expect.stringContaining('Too few pictures'),
      })),
      shards_unreachable: 0,
      stale: false,
      timestamp: expect.any(String),
    });
    expect(arms.map((arm: { model_version: string }) => arm.model_version)).toEqual(['v2.1-3x3', 'v2.1-7x7']);
  });

  it('counts the pictures that the split assigns, and those without a digit', async () => {
    const armNow = async () => (await compared('2h')).arms[0];
    const before = await armNow();
    for (const body of [SEVEN, SEVEN, BLANK])
      await service.ask('/predict', service.keys.predict, { method: 'POST', body });
    await expect.poll(async () => (await armNow()).pictures, { timeout: 60_000 }).toBe(before.pictures + 3);
    expect(await armNow()).toMatchObject({
      weight: 100,
      refused: { count: before.refused.count + 1, of: before.refused.of + 3 },
      failed: { count: before.failed.count },
    });
  });

  it('compares answers with labels: the accuracy of versions, and who is right where a shadow read along', async () => {
    const name = crypto.randomUUID();
    const labelled = await closedService(
      { TRAFFIC: JSON.stringify({ weights: { 'v2.1-3x3': 100 }, shadows: { 'v1.0': 100 } }), FEEDBACK: 'on' },
      {
        TRAFFIC_STORE: { getByName: () => env.TRAFFIC_STORE.getByName(name) },
        FEEDBACK_SHARDS: memoryOfItsOwn(),
      },
    );
    const predict = async () =>
      json(await labelled.ask('/predict', labelled.keys.predict, { method: 'POST', body: SEVEN }));
    for (const label of ['7', '7', '1', null]) {
      const { request_id } = await predict();
      const body = JSON.stringify({ request_id, label });
      if (label !== null) await labelled.ask('/feedback', labelled.keys.predict, { method: 'POST', body });
    }
    const { arms, shadows, comparisons } = await json(
      await labelled.ask('/experiments?window=1h', labelled.keys.metrics),
    );
    expect(arms).toMatchObject([{ model_version: 'v2.1-3x3', accurate: { count: 2, of: 3 } }]);
    expect(shadows).toMatchObject([
      {
        model_version: 'v1.0',
        labelled: {
          both_right: 2,
          only_answer_right: 0,
          only_shadow_right: 0,
          both_wrong: 1,
          p_value: null,
          verdict: 'too_little_data',
        },
        differences: [],
      },
    ]);
    expect(comparisons).toEqual([]);
  });

  it('is closed to keys that may not read metrics', async () => {
    expect((await service.ask('/experiments', service.keys.predict)).status).toBe(403);
  });

  it('refuses a window that it cannot read with 422', async () => {
    const response = await service.ask('/experiments?window=1x', service.keys.metrics);
    expect(response.status).toBe(422);
  });

  it('compares the default version with nothing where there is no split', async () => {
    const alone = await closedService();
    const answer = await json(await alone.ask('/experiments', alone.keys.metrics));
    expect(answer).toMatchObject({ baseline: 'v3.0', shadows: [], comparisons: [] });
  });
});
