import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { MetricsShard } from '../../../../src/metrics/shards/object/metrics-shard';

function shardNamed(name: string): DurableObjectStub<MetricsShard> {
  return (env as { METRICS: DurableObjectNamespace<MetricsShard> }).METRICS.getByName(name);
}

const delta = (sequence: number, count = 1) => ({ sequence, at: Date.now(), cells: { requests: count } });

describe('MetricsShard', () => {
  it('apply() counts a delta once, however often it is delivered', async () => {
    const shard = shardNamed('repeated');
    for (let i = 0; i < 3; i++) {
      expect(await shard.apply({ isolate: 'a', deltas: [delta(1, 5)] })).toBe(1);
    }
    expect((await shard.snapshot()).totals).toEqual({ requests: 5 });
  });

  it('apply() counts only the new ones of a delivery that overlaps an earlier one', async () => {
    const shard = shardNamed('overlapping');
    await shard.apply({ isolate: 'a', deltas: [delta(1)] });
    expect(await shard.apply({ isolate: 'a', deltas: [delta(1), delta(2), delta(3)] })).toBe(3);
    expect(await shard.apply({ isolate: 'a', deltas: [delta(1), delta(2)] })).toBe(3);
    expect((await shard.snapshot()).totals).toEqual({ requests: 3 });
  });

  it('apply() keeps the sequences of isolates apart', async () => {
    const shard = shardNamed('two isolates');
    await shard.apply({ isolate: 'a', deltas: [delta(1)] });
    await shard.apply({ isolate: 'b', deltas: [delta(1)] });
    expect((await shard.snapshot()).totals).toEqual({ requests: 2 });
  });

  it('keeps counts and sequences across an eviction', async () => {
    await shardNamed('aborted').apply({ isolate: 'a', deltas: [delta(1, 4)] });
    await abortAllDurableObjects();
    const shard = shardNamed('aborted');
    await shard.apply({ isolate: 'a', deltas: [delta(1, 4), delta(2, 2)] });
    expect((await shard.snapshot()).totals).toEqual({ requests: 6 });
  });

  it('rolls a delivery back as a whole when it cannot be stored', async () => {
    const shard = shardNamed('failing');
    await shard.apply({ isolate: 'a', deltas: [delta(1)] });
    await runInDurableObject(shard, (instance, { storage }) => {
      storage.sql.exec(
        "CREATE TRIGGER full BEFORE INSERT ON isolates BEGIN SELECT RAISE(ABORT, 'full'); END",
      );
      expect(() => (instance as MetricsShard).apply({ isolate: 'a', deltas: [delta(2)] })).toThrow('full');
    });
    expect((await shard.snapshot()).totals).toEqual({ requests: 1 });
    await runInDurableObject(shard, (_instance, { storage }) => {
      storage.sql.exec('DROP TRIGGER full');
    });
    await shard.apply({ isolate: 'a', deltas: [delta(2)] });
    expect((await shard.snapshot()).totals).toEqual({ requests: 2 });
  });
});
