import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MetricsShard } from '../../../src/metrics/shards/object/metrics-shard';
import { MIGRATIONS, migrate } from '../../../src/metrics/shards/object/shard-schema';

/** Far ahead, so that no alarm comes by itself while a test runs. */
const NOON = Date.parse('2099-06-01T12:00:00Z');
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

function shardNamed(name: string): DurableObjectStub<MetricsShard> {
  return (env as { METRICS: DurableObjectNamespace<MetricsShard> }).METRICS.getByName(name);
}

/** Tells a shard of `count` requests at a moment, as a new isolate. */
async function count(shard: DurableObjectStub<MetricsShard>, at: number, count: number): Promise<void> {
  const deltas = [{ sequence: 1, at, cells: { requests: count, 'other|a': 1 } }];
  await shard.apply({ isolate: crypto.randomUUID(), deltas });
}

function ask(
  shard: DurableObjectStub<MetricsShard>,
  now: number,
  resolution: number,
  step: number,
  age: number,
) {
  const to = now / 1_000 + 1;
  return shard.history({ from: to - age, to, step, resolution, families: ['requests'] });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('MetricsShard history', () => {
  it('history() separates minutes and omits other series', async () => {
    const shard = shardNamed('minutes');
    await count(shard, NOON - 90_000, 2);
    await count(shard, NOON - 80_000, 3);
    await count(shard, NOON, 4);
    expect(await ask(shard, NOON, MINUTE, MINUTE, HOUR)).toEqual([
      { start: NOON / 1_000 - 2 * MINUTE, cells: { requests: 5 } },
      { start: NOON / 1_000, cells: { requests: 4 } },
    ]);
  });

  it('history() adds buckets up to the step that was asked for', async () => {
    const shard = shardNamed('steps');
    await count(shard, NOON - 5 * HOUR * 1_000, 2);
    await count(shard, NOON - 3 * HOUR * 1_000, 3);
    await count(shard, NOON, 4);
    expect(await ask(shard, NOON, HOUR, 6 * HOUR, DAY)).toEqual([
      { start: NOON / 1_000 - 6 * HOUR, cells: { requests: 5 } },
      { start: NOON / 1_000, cells: { requests: 4 } },
    ]);
  });

  it('history() rejects a delta from the future', async () => {
    const shard = shardNamed('future');
    await count(shard, NOON + DAY * 1_000, 1);
    expect(await ask(shard, NOON, MINUTE, MINUTE, HOUR)).toEqual([
      { start: NOON / 1_000, cells: { requests: 1 } },
    ]);
  });

  it('apply() rejects a delta that is too old to be recognised as a repetition', async () => {
    const shard = shardNamed('ancient');
    await count(shard, NOON - 2 * DAY * 1_000, 7);
    expect(Object.keys((await shard.snapshot()).totals)).toEqual(['digits_counts_lost|too_old']);
  });
});

describe('MetricsShard alarm', () => {
  it('alarm() removes expired buckets, keeps the totals, and reschedules itself', async () => {
    const shard = shardNamed('alarm');
    await count(shard, NOON, 5);
    vi.setSystemTime(NOON + 4 * HOUR * 1_000);
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect(await ask(shard, NOON, MINUTE, MINUTE, HOUR)).toEqual([]);
    expect(await ask(shard, NOON, HOUR, HOUR, HOUR)).toHaveLength(1);
    expect((await shard.snapshot()).totals.requests).toBe(5);

    vi.setSystemTime(NOON + 33 * DAY * 1_000);
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect(await ask(shard, NOON, HOUR, HOUR, HOUR)).toEqual([]);
    expect((await shard.snapshot()).totals.requests).toBe(5);
  });

  it('alarm() does not reschedule itself when nothing is left', async () => {
    const shard = shardNamed('last alarm');
    await count(shard, NOON, 5);
    vi.setSystemTime(NOON + 33 * DAY * 1_000);
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect(await runDurableObjectAlarm(shard)).toBe(false);
  });

  it('alarm() forgets isolates only long after their last delta could be repeated', async () => {
    const shard = shardNamed('forgetful');
    await count(shard, NOON, 1);
    const isolates = () =>
      runInDurableObject(
        shard,
        (_instance, { storage }) => storage.sql.exec('SELECT * FROM isolates').toArray().length,
      );
    vi.setSystemTime(NOON + 47 * HOUR * 1_000);
    await runDurableObjectAlarm(shard);
    expect(await isolates()).toBe(1);
    vi.setSystemTime(NOON + 49 * HOUR * 1_000);
    await runDurableObjectAlarm(shard);
    expect(await isolates()).toBe(0);
  });
});

describe('migrate()', () => {
  it('keeps the counts of every earlier schema', async () => {
    for (let version = 1; version < MIGRATIONS.length; version++) {
      await runInDurableObject(shardNamed(`schema ${version}`), async (_instance, { storage }) => {
        storage.sql.exec('DROP TABLE schema; DROP TABLE totals; DROP TABLE isolates; DROP TABLE buckets;');
        migrate(storage, MIGRATIONS.slice(0, version));
        storage.sql.exec(`UPDATE totals SET cells = '{"requests":41}'`);
        storage.sql.exec(`INSERT INTO isolates VALUES ('old', 3, 0)`);
      });
      await abortAllDurableObjects();
      const shard = shardNamed(`schema ${version}`);
      const repeated = { sequence: 3, at: NOON, cells: { requests: 5 } };
      const fresh = { sequence: 4, at: NOON, cells: { requests: 1 } };
      expect(await shard.apply({ isolate: 'old', deltas: [repeated, fresh] })).toBe(4);
      expect((await shard.snapshot()).totals).toEqual({ requests: 42 });
    }
  });

  it('refuses tables that are newer than the code', async () => {
    await runInDurableObject(shardNamed('newer'), (_instance, { storage }) => {
      storage.sql.exec('UPDATE schema SET version = 99');
      expect(() => migrate(storage)).toThrow('schema 99 exceeds the known');
    });
  });
});
