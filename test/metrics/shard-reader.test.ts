import { describe, expect, it } from 'vitest';
import { LOCATIONS } from '../../src/metrics/labels';
import { CachedLastKnown, type CacheLike } from '../../src/metrics/last-known';
import { type ShardNamespace, ShardPool } from '../../src/metrics/shard-pool';
import type { ShardRpc } from '../../src/metrics/shard-protocol';
import { ShardReader } from '../../src/metrics/shard-reader';

const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));

/** A cache that two readers, as of two isolates, can share. */
function memoryCache(): CacheLike {
  const entries = new Map<string, Response>();
  return {
    match: async (key) => entries.get(key)?.clone(),
    put: async (key, response) => entries.set(key, response),
  };
}

/** Shards that each count to one; those named in `late` do not answer, those in `broken` refuse. */
function setUp(cache = memoryCache()) {
  const late = new Set<string>();
  const broken = new Set<string>();
  const asked: [string, string | undefined][] = [];
  const namespace: ShardNamespace = {
    getByName: (name, options) => {
      asked.push([name, options?.locationHint]);
      const snapshot = async () => {
        if (late.has(name)) return new Promise<never>(() => {});
        if (broken.has(name)) throw new Error('unreachable');
        return { totals: { cell: 1 }, asOf: 0 };
      };
      const history = async () => {
        if (late.has(name)) return new Promise<never>(() => {});
        return [{ start: name.startsWith('w') ? 60 : 0, cells: { cell: 1 } }];
      };
      return { snapshot, history } as Partial<ShardRpc> as ShardRpc;
    },
  };
  const pool = new ShardPool(namespace, 1);
  const lastKnown = new CachedLastKnown(() => cache, Date.now);
  return { late, broken, asked, reader: new ShardReader(pool, lastKnown, sleep, 20) };
}

describe('ShardReader', () => {
  it('readTotals() adds up all shards, each asked at its own location', async () => {
    const { reader, asked } = setUp();
    expect(await reader.readTotals()).toEqual({
      cells: { cell: LOCATIONS.length },
      unreachable: [],
      shards: LOCATIONS.length,
    });
    expect(asked).toEqual(LOCATIONS.map((location) => [`${location}-0`, location]));
  });

  it('readTotals() uses the last known figures of a shard that is late or broken, and names it', async () => {
    const { reader, late, broken } = setUp();
    await reader.readTotals();
    late.add('weur-0');
    broken.add('oc-0');
    expect(await reader.readTotals()).toEqual({
      cells: { cell: LOCATIONS.length },
      unreachable: ['weur-0', 'oc-0'],
      shards: LOCATIONS.length,
    });
  });

  it('readTotals() says that a shard is missing of which nothing is known', async () => {
    const { reader, late } = setUp();
    late.add('me-0');
    expect(await reader.readTotals()).toMatchObject({
      cells: { cell: LOCATIONS.length - 1 },
      unreachable: ['me-0'],
    });
  });
});

describe('ShardReader in a new isolate', () => {
  it('readTotals() knows of an absent shard what another isolate was told', async () => {
    const cache = memoryCache();
    await setUp(cache).reader.readTotals();
    const { reader, late } = setUp(cache);
    late.add('weur-0');
    expect(await reader.readTotals()).toEqual({
      cells: { cell: LOCATIONS.length },
      unreachable: ['weur-0'],
      shards: LOCATIONS.length,
    });
  });
});

describe('ShardReader history', () => {
  const query = { from: 0, to: 120, step: 60, resolution: 60, families: ['cell'] };

  it('readHistory() adds up the same step of all shards', async () => {
    const { points, unreachable } = await setUp().reader.readHistory(query);
    expect(unreachable).toEqual([]);
    expect(points).toEqual([
      { start: 0, cells: { cell: LOCATIONS.length - 2 } },
      { start: 60, cells: { cell: 2 } },
    ]);
  });

  it('readHistory() names the shards whose past is missing', async () => {
    const { reader, late } = setUp();
    late.add('oc-0');
    const { points, unreachable } = await reader.readHistory(query);
    expect(unreachable).toEqual(['oc-0']);
    expect(points[0]!.cells).toEqual({ cell: LOCATIONS.length - 3 });
  });
});

describe('ShardPool', () => {
  it('names k shards for each location and sends an isolate to the same one every time', () => {
    const names: string[] = [];
    const namespace = {
      getByName: (name: string) => {
        names.push(name);
        return {} as ShardRpc;
      },
    };
    const pool = new ShardPool(namespace, 3);
    expect(pool.names).toHaveLength(LOCATIONS.length * 3);
    for (let i = 0; i < 300; i++) pool.shardOf('weur', `isolate ${i % 100}`);
    expect(names.slice(0, 100)).toEqual(names.slice(100, 200));
    expect(new Set(names)).toEqual(new Set(['weur-0', 'weur-1', 'weur-2']));
  });
});
