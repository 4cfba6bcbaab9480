import { describe, expect, it } from 'vitest';
import { LOCATIONS } from '../../src/metrics/labels';
import { type ShardNamespace, ShardPool } from '../../src/metrics/shard-pool';
import type { ShardRpc } from '../../src/metrics/shard-protocol';
import { ShardReader } from '../../src/metrics/shard-reader';

const CLOCK = { now: () => 0, sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)) };

/** Shards that each count to one; those named in `late` do not answer, those in `broken` refuse. */
function setUp() {
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
      return { snapshot } as Partial<ShardRpc> as ShardRpc;
    },
  };
  const pool = new ShardPool(namespace, 1);
  return { late, broken, asked, pool, reader: new ShardReader(pool, CLOCK, 20) };
}

describe('ShardReader', () => {
  it('read() adds up all shards, each asked at its own location', async () => {
    const { reader, asked } = setUp();
    expect(await reader.read()).toEqual({ cells: { cell: LOCATIONS.length }, unreachable: [] });
    expect(asked).toEqual(LOCATIONS.map((location) => [`${location}-0`, location]));
  });

  it('read() uses the last known figures of a shard that is late or broken, and names it', async () => {
    const { reader, late, broken } = setUp();
    await reader.read();
    late.add('weur-0');
    broken.add('oc-0');
    expect(await reader.read()).toEqual({
      cells: { cell: LOCATIONS.length },
      unreachable: ['weur-0', 'oc-0'],
    });
  });

  it('read() says that a shard is missing of which nothing is known', async () => {
    const { reader, late } = setUp();
    late.add('me-0');
    expect(await reader.read()).toEqual({ cells: { cell: LOCATIONS.length - 1 }, unreachable: ['me-0'] });
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
