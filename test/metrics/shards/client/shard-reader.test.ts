import { describe, expect, it } from 'vitest';
import { LOCATIONS } from '../../../../src/metrics/series/labels';
import { LastKnown } from '../../../../src/metrics/shards/client/last-known';
import { mergeReadings } from '../../../../src/metrics/shards/client/merge';
import { ShardPool } from '../../../../src/metrics/shards/client/shard-pool';
import { ShardReader } from '../../../../src/metrics/shards/client/shard-reader';
import type {
  LedgerRpc,
  ShardNamespace,
  ShardRpc,
  ShardSnapshot,
} from '../../../../src/metrics/shards/interface';
import { Deadline } from '../../../../src/time/deadline';

const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));

/** A ledger that two readers, as of two isolates, can share; it keeps the rule of the real one. */
class MemoryLedger implements LedgerRpc {
  away = false;
  told = 0;
  private readonly known = new Map<string, ShardSnapshot>();

  async remember(snapshots: Readonly<Record<string, ShardSnapshot>>): Promise<void> {
    if (this.away) throw new Error('unreachable');
    this.told++;
    for (const [shard, snapshot] of Object.entries(snapshots)) this.known.set(shard, snapshot);
  }

  async recall(shards: readonly string[]): Promise<Record<string, ShardSnapshot>> {
    if (this.away) return new Promise<never>(() => {});
    return Object.fromEntries([...this.known].filter(([shard]) => shards.includes(shard)));
  }
}

/** Shards that have each counted `counted`; those named in `late` do not answer, those in `broken` refuse. */
function setUp(ledger = new MemoryLedger()) {
  const shards = { counted: 1 };
  const late = new Set<string>();
  const broken = new Set<string>();
  const asked: [string, string | undefined][] = [];
  const work: Promise<unknown>[] = [];
  const namespace: ShardNamespace = {
    getByName: (name, options) => {
      asked.push([name, options?.locationHint]);
      const snapshot = async () => {
        if (late.has(name)) return new Promise<never>(() => {});
        if (broken.has(name)) throw new Error('unreachable');
        return { totals: { cell: shards.counted }, asOf: shards.counted };
      };
      const history = async () => {
        if (late.has(name)) return new Promise<never>(() => {});
        return [{ start: name.startsWith('w') ? 60 : 0, cells: { cell: 1 } }];
      };
      return { snapshot, history } as Partial<ShardRpc> as ShardRpc;
    },
  };
  const deadline = new Deadline(sleep, 20);
  const reader = new ShardReader(
    new ShardPool(namespace, 1),
    new LastKnown(() => ledger, deadline),
    deadline,
    (promise) => work.push(promise),
  );
  const read = async () => {
    const snapshot = mergeReadings(await reader.readTotals());
    await Promise.all(work);
    return snapshot;
  };
  return { late, broken, asked, ledger, shards, reader, read };
}

describe('ShardReader', () => {
  it('readTotals() adds up all shards, each asked at its own location', async () => {
    const { read, asked } = setUp();
    expect(await read()).toEqual({
      cells: { cell: LOCATIONS.length },
      unreachable: [],
      shards: LOCATIONS.length,
    });
    expect(asked).toEqual(LOCATIONS.map((location) => [`${location}-0`, location]));
  });

  it('readTotals() asks only the shards that are named', async () => {
    const { reader, asked } = setUp();
    expect(await reader.readTotals(['sam-0'])).toEqual([
      { name: 'sam-0', totals: { cell: 1 }, stale: false },
    ]);
    expect(asked).toEqual([['sam-0', 'sam']]);
  });

  it('readTotals() uses the last known counts of a shard that is late or fails, and names it', async () => {
    const { read, late, broken } = setUp();
    await read();
    late.add('weur-0');
    broken.add('oc-0');
    expect(await read()).toEqual({
      cells: { cell: LOCATIONS.length },
      unreachable: ['weur-0', 'oc-0'],
      shards: LOCATIONS.length,
    });
  });

  it('readTotals() names a shard of which nothing is known', async () => {
    const { read, late } = setUp();
    late.add('me-0');
    expect(await read()).toMatchObject({
      cells: { cell: LOCATIONS.length - 1 },
      unreachable: ['me-0'],
    });
  });
});

describe('ShardReader among several isolates', () => {
  it('readTotals() knows in a new isolate what an unavailable shard has reported to another', async () => {
    const { ledger, read } = setUp();
    await read();
    const successor = setUp(ledger);
    successor.late.add('weur-0');
    expect(await successor.read()).toEqual({
      cells: { cell: LOCATIONS.length },
      unreachable: ['weur-0'],
      shards: LOCATIONS.length,
    });
  });

  it('readTotals() prefers what another isolate has read since to what it remembers itself', async () => {
    const old = setUp();
    await old.read();
    const other = setUp(old.ledger);
    other.shards.counted = 5;
    await other.read();
    old.late.add('weur-0');
    expect((await old.read()).cells).toEqual({ cell: LOCATIONS.length - 1 + 5 });
  });

  it('readTotals() falls back on its memory if the ledger is unavailable, too', async () => {
    const { read, late, ledger } = setUp();
    await read();
    ledger.away = true;
    late.add('weur-0');
    expect((await read()).cells).toEqual({ cell: LOCATIONS.length });
  });

  it('readTotals() writes to the ledger again what could not be written', async () => {
    const { read, ledger } = setUp();
    ledger.away = true;
    await read();
    ledger.away = false;
    await read();
    const successor = setUp(ledger);
    successor.broken.add('weur-0');
    expect((await successor.read()).cells).toEqual({ cell: LOCATIONS.length });
  });

  it('readTotals() writes nothing to the ledger that it already has', async () => {
    const { read, ledger, shards } = setUp();
    await read();
    await read();
    expect(ledger.told).toBe(1);
    shards.counted++;
    await read();
    expect(ledger.told).toBe(2);
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

  it('readHistory() names the shards whose history is missing', async () => {
    const { reader, late } = setUp();
    late.add('oc-0');
    const { points, unreachable } = await reader.readHistory(query);
    expect(unreachable).toEqual(['oc-0']);
    expect(points[0]!.cells).toEqual({ cell: LOCATIONS.length - 3 });
  });
});

describe('ShardPool', () => {
  it('names k shards for each location and sends an isolate to the same one every time', () => {
    const pool = new ShardPool({ getByName: () => ({}) as ShardRpc }, 3);
    expect(pool.names).toHaveLength(LOCATIONS.length * 3);
    const names = Array.from({ length: 300 }, (_, i) => pool.nameOf('weur', `isolate ${i % 100}`));
    expect(names.slice(0, 100)).toEqual(names.slice(100, 200));
    expect(new Set(names)).toEqual(new Set(['weur-0', 'weur-1', 'weur-2']));
  });
});
