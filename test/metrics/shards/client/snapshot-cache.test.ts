import { expect, it } from 'vitest';
import type { ShardReading } from '../../../../src/metrics/shards/client/merge';
import { SnapshotCache } from '../../../../src/metrics/shards/client/snapshot-cache';

const SHARDS = ['weur-0', 'oc-0', 'sam-0'];

/** Shards that count what any isolate predicts; this isolate reports to the first of them. */
function setUp() {
  const clock = { now: 0 };
  const counted: Record<string, number> = Object.fromEntries(SHARDS.map((name) => [name, 0]));
  const asked: string[][] = [];
  const recorder = {
    predictRequests: 0,
    shardName: null as string | null,
    isHeldUp: false,
    flush: async () => {},
  };
  const readTotals = async (names: readonly string[] = SHARDS): Promise<ShardReading[]> => {
    asked.push([...names]);
    return names.map((name) => ({ name, totals: { cell: counted[name]! }, stale: false }));
  };
  const predict = () => {
    recorder.shardName = SHARDS[0]!;
    recorder.predictRequests++;
    counted[SHARDS[0]!]!++;
  };
  const cache = new SnapshotCache(recorder, { readTotals }, () => clock.now);
  const read = async () => (await cache.read()).cells.cell;
  return { clock, counted, asked, recorder, predict, read };
}

it('read() queries all shards once, however many scrapes there are within two seconds', async () => {
  const { clock, asked, read } = setUp();
  for (clock.now = 0; clock.now < 2_000; clock.now += 200) await read();
  expect(asked).toEqual([SHARDS]);
});

it('read() asks all shards again after two seconds', async () => {
  const { clock, counted, asked, read } = setUp();
  await read();
  counted['oc-0'] = 7;
  clock.now = 2_000;
  expect(await read()).toBe(7);
  expect(asked).toEqual([SHARDS, SHARDS]);
});

it('read() has the predictions of its own isolate in at once, and asks only its own shard for them', async () => {
  const { asked, predict, read } = setUp();
  await read();
  predict();
  expect(await read()).toBe(1);
  predict();
  expect(await read()).toBe(2);
  expect(await read()).toBe(2);
  expect(asked).toEqual([SHARDS, ['weur-0'], ['weur-0']]);
});

it('read() does not keep the other shards longer because its own was asked again', async () => {
  const { clock, asked, predict, read } = setUp();
  await read();
  clock.now = 1_900;
  predict();
  await read();
  clock.now = 2_000;
  await read();
  expect(asked).toEqual([SHARDS, ['weur-0'], SHARDS]);
});

it('read() asks again at once for predictions that could not be delivered before', async () => {
  const { clock, counted, recorder, predict, read } = setUp();
  predict();
  counted[SHARDS[0]!] = 0;
  recorder.isHeldUp = true;
  expect(await read()).toBe(0);
  counted[SHARDS[0]!] = 1;
  recorder.isHeldUp = false;
  clock.now += 100;
  expect(await read()).toBe(1);
});
