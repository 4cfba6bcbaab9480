import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createWorker, type Worker } from '../../src/app';
import type { AlertState } from '../../src/metrics/alerts/alert-state';
import type { ShardRpc } from '../../src/metrics/shards/interface';
import { type Known, restoreKnown } from '../../src/service/hand-over';

const SHARD = 'enam-0';
const REFUSED = 'digits_requests_total{route="/predict",method="POST",status="503"}';
const LOST = 'digits_counts_lost_total{reason="storage_replaced"}';
const FIRING: AlertState = {
  status: 'firing',
  since: 1,
  goodSince: null,
  value: 1,
  announced: 'firing',
  announcedAt: 2,
  evaluatedAt: 2,
};

function operate(worker: Worker, path: string, body: string | null = null): Promise<Response> {
  return worker.operate(new Request(`http://operations${path}`, { method: 'POST', body }));
}

async function count(worker: Worker, requests: number): Promise<void> {
  const refused = { method: 'POST', path: '/predict', status: 503, code: 'service_unavailable' };
  const answers = Array.from({ length: requests }, () => refused);
  await operate(worker, '/record', JSON.stringify({ id: crypto.randomUUID(), answers }));
}

async function handOver(worker: Worker): Promise<string> {
  const response = await operate(worker, '/hand-over');
  expect(response.status).toBe(200);
  return response.text();
}

async function takeOver(worker: Worker, known: string): Promise<void> {
  expect((await operate(worker, '/take-over', known)).status).toBe(204);
}

async function read(worker: Worker, path: string): Promise<string> {
  const request = new Request(`http://x${path}`) as Request<unknown, IncomingRequestCfProperties>;
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  return (await worker.fetch!(request, env, context)).text();
}

async function countOf(worker: Worker, line: string): Promise<number> {
  const text = await read(worker, '/metrics/prometheus');
  const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length) ?? 0);
}

/** As an empty folder in the place of the old one. */
async function emptyStorage(): Promise<void> {
  const objects = [env.METRICS.getByName(SHARD), env.LEDGER.getByName('all'), env.ALERTS.getByName('all')];
  for (const object of objects) {
    await runInDurableObject(object as never, (_, { storage }) => storage.deleteAll());
  }
  await abortAllDurableObjects();
}

/** A worker whose shard does with deliveries what is said here. */
function workerWith(apply: (shard: ShardRpc, ...delivery: Parameters<ShardRpc['apply']>) => Promise<number>) {
  const getByName = (name: string) => {
    const shard = env.METRICS.getByName(name) as unknown as ShardRpc;
    return {
      apply: (delivery) => apply(shard, delivery),
      snapshot: () => shard.snapshot(),
      account: (isolate) => shard.account(isolate),
    } as Partial<ShardRpc> as ShardRpc;
  };
  return createWorker({ ...env, METRICS: { getByName } } as unknown as Env);
}

const refuseDelivery = () => Promise.reject(new Error('disk I/O error'));

beforeEach(emptyStorage);
// All files share it.
afterAll(emptyStorage);

it('totals survive storage that is replaced by an empty one, however often they are taken over', async () => {
  const old = createWorker(env);
  await count(old, 20);
  const known = await handOver(old);
  await emptyStorage();

  const next = createWorker(env);
  await takeOver(next, known);
  await takeOver(next, known);
  expect(await countOf(next, REFUSED)).toBe(20);
  await count(next, 5);
  await takeOver(next, known);
  expect(await countOf(next, REFUSED)).toBe(25);
  expect(await countOf(next, LOST)).toBe(0);
});

it('a shard that is awake before the take-over takes its totals back as well', async () => {
  const old = createWorker(env);
  await count(old, 20);
  const known = await handOver(old);
  await emptyStorage();
  await env.METRICS.getByName(SHARD).snapshot();

  const next = createWorker(env);
  await takeOver(next, known);
  expect(await countOf(next, REFUSED)).toBe(20);
});

it('what a shard did not take is delivered once, under its old number', async () => {
  const old = workerWith(refuseDelivery);
  await count(old, 3);
  const known = await handOver(old);
  const next = createWorker(env);
  await takeOver(next, known);
  await takeOver(next, known);
  expect(await countOf(next, REFUSED)).toBe(3);
  expect(await countOf(next, LOST)).toBe(0);
});

it('what a shard has counted without its reply arriving is not counted again', async () => {
  let isKilled = false;
  const old = workerWith(async (shard, delivery) => {
    if (!isKilled) await shard.apply(delivery);
    throw new Error('Network connection lost');
  });
  await count(old, 3);
  const known = await handOver(old);
  // It would try again.
  isKilled = true;
  await emptyStorage();
  const next = createWorker(env);
  await takeOver(next, known);
  expect(await countOf(next, REFUSED)).toBe(3);
});

it.each([
  ['older', (known: Known) => known],
  [
    'newer',
    ({ counts, ...rest }: Known) => {
      const snapshots = Object.entries(counts.snapshots).map(([name, { totals }]) => [
        name,
        { totals, asOf: 1 },
      ]);
      return { ...rest, counts: { ...counts, snapshots: Object.fromEntries(snapshots) } };
    },
  ],
])('storage that is %s and has less does not make totals fall', async (_, change) => {
  const first = createWorker(env);
  await count(first, 20);
  const known = await handOver(first);
  await emptyStorage();

  const other = createWorker(env);
  await count(other, 2);
  await countOf(other, REFUSED);
  const next = createWorker(env);
  await takeOver(next, JSON.stringify({ version: 1, ...change(restoreKnown(known)) }));
  expect(await countOf(next, REFUSED)).toBe(20);
});

it('storage that knows more keeps what it knows', async () => {
  const old = createWorker(env);
  await count(old, 20);
  const known = await handOver(old);
  await count(old, 7);
  await countOf(old, REFUSED);

  const next = createWorker(env);
  await takeOver(next, known);
  expect(await countOf(next, REFUSED)).toBe(27);
});

it('a firing alert keeps firing on storage that does not know it', async () => {
  await env.ALERTS.getByName('all').adopt({ DigitsSlow: FIRING });
  const known = await handOver(createWorker(env));
  await emptyStorage();

  await takeOver(createWorker(env), known);
  expect(await env.ALERTS.getByName('all').states()).toEqual({ DigitsSlow: FIRING });
});

it('data of another version is refused', async () => {
  const other = JSON.stringify({ version: 2 });
  await expect(operate(createWorker(env), '/take-over', other)).rejects.toThrow('version 2 is not 1');
});
