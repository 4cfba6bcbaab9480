import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNTED } from '../../../src/metrics/series/catalogue';
import { LOCATIONS } from '../../../src/metrics/series/labels';
import { counterCell } from '../../../src/metrics/series/series';
import type { MetricsSnapshot } from '../../../src/metrics/shards/client/merge';

const ISOLATES = ['isolate-0', 'isolate-1', 'isolate-2', 'isolate-3'];
const PREDICTIONS = 50_000;
const BURST = 50;
const ALL = counterCell(COUNTED.requests, { route: '/predict', method: 'POST', status: '200' });

let script: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exactly-once-'));
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, '../../support/counting-worker/counting-worker.ts')],
    bundle: true,
    format: 'esm',
    external: ['cloudflare:*'],
    write: false,
  });
  script = bundle.outputFiles[0]!.text;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Several isolates that share one set of shards, kept on disk. */
function start(faults: number): Miniflare {
  const shared = { modules: true as const, script, compatibilityDate: '2026-04-01' };
  const METRICS = { className: 'MetricsShard', useSQLite: true };
  const LEDGER = { className: 'ShardLedger', useSQLite: true };
  return new Miniflare({
    durableObjectsPersist: folder,
    workers: [
      { ...shared, name: 'shards', durableObjects: { METRICS, LEDGER }, bindings: { FAULTS: 0 } },
      ...ISOLATES.map((name) => ({
        ...shared,
        name,
        durableObjects: {
          METRICS: { ...METRICS, scriptName: 'shards' },
          LEDGER: { ...LEDGER, scriptName: 'shards' },
        },
        bindings: { FAULTS: faults },
      })),
    ],
  });
}

async function read(miniflare: Miniflare): Promise<MetricsSnapshot> {
  const worker = await miniflare.getWorker('shards');
  return (await (await worker.fetch('http://shards/')).json()) as MetricsSnapshot;
}

/** Sends `predictions`, evenly over isolates and digits, a few bursts at a time. */
async function predict(miniflare: Miniflare, predictions: number): Promise<void> {
  const bursts = Array.from({ length: predictions / BURST }, (_, index) => index);
  const send = async () => {
    for (let burst = bursts.pop(); burst !== undefined; burst = bursts.pop()) {
      const worker = await miniflare.getWorker(ISOLATES[burst % ISOLATES.length]);
      const url = `http://isolate/?digit=${burst % 10}`;
      const response = await worker.fetch(url, { method: 'POST', body: String(BURST) });
      expect(response.status).toBe(204);
    }
  };
  await Promise.all(Array.from({ length: 8 }, send));
}

/** Reads until the figures have reached `count`, and again after what is read is no longer from memory. */
async function settled(miniflare: Miniflare, count: number): Promise<MetricsSnapshot> {
  await expect
    .poll(async () => (await read(miniflare)).cells[ALL] ?? 0, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(count);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  return read(miniflare);
}

describe('counting across isolates', () => {
  it('counts 50,000 predictions from four isolates exactly, through faults and a restart', async () => {
    let miniflare = start(0.4);
    try {
      await predict(miniflare, PREDICTIONS / 2);
      const half = await settled(miniflare, PREDICTIONS / 2);
      expect(half.cells[ALL]).toBe(PREDICTIONS / 2);
      await miniflare.dispose();
      miniflare = start(0.4);
      await predict(miniflare, PREDICTIONS / 2);
      const { cells, unreachable } = await settled(miniflare, PREDICTIONS);
      expect(cells[ALL]).toBe(PREDICTIONS);
      expect(unreachable).toEqual([]);
      const digits = Array.from({ length: 10 }, (_, digit) => cells[`digits_predictions|v1.0|${digit}`]);
      expect(digits).toEqual(Array(10).fill(PREDICTIONS / 10));
      expect(LOCATIONS.map((location) => cells[`digits_requests_by_location|${location}`] ?? 0)).toEqual(
        LOCATIONS.map((location) => (location === 'weur' ? PREDICTIONS : 0)),
      );
    } finally {
      await miniflare.dispose();
    }
  });
});
