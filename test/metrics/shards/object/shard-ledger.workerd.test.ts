import { abortAllDurableObjects } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { createMetrics } from '../../../../src/metrics/create-metrics';
import type { ShardNamespace, ShardSnapshot } from '../../../../src/metrics/shards/interface';
import { PREDICTED } from '../../../support/events';

const CELL = 'digits_requests|/predict|POST|200';

const snapshot = (asOf: number, requests: number): ShardSnapshot => ({ totals: { requests }, asOf });

/** The metrics of one isolate; the shard that is named `away` is dead to it. */
function newIsolate(ledger: string, away: string | null) {
  const namespace: ShardNamespace = {
    getByName: (name, options) => {
      if (name === away) throw new Error('unreachable');
      return env.METRICS.getByName(`${ledger} ${name}`, options);
    },
  };
  return createMetrics({ namespace, ledger: () => env.LEDGER.getByName(ledger) });
}

it('ShardLedger.recall() returns the last reading, even after an eviction', async () => {
  const ledger = () => env.LEDGER.getByName('remembering');
  await ledger().remember({ 'weur-0': snapshot(1, 10), 'oc-0': snapshot(1, 20) });
  await ledger().remember({ 'weur-0': snapshot(2, 11) });
  await abortAllDurableObjects();
  expect(await ledger().recall(['weur-0', 'oc-0', 'me-0'])).toEqual({
    'weur-0': snapshot(2, 11),
    'oc-0': snapshot(1, 20),
  });
});

it('ShardLedger.remember() does not go back to an old reading that arrives late', async () => {
  const ledger = env.LEDGER.getByName('late');
  await ledger.remember({ 'weur-0': snapshot(2, 11) });
  await ledger.remember({ 'weur-0': snapshot(1, 10) });
  expect(await ledger.recall(['weur-0'])).toEqual({ 'weur-0': snapshot(2, 11) });
});

it('ShardLedger.remember() keeps what a shard had before it lost its storage', async () => {
  const ledger = env.LEDGER.getByName('fallen');
  await ledger.remember({ 'weur-0': { totals: { requests: 10, refusals: 3 }, asOf: 1 } });
  await ledger.remember({ 'weur-0': { totals: { requests: 2, predictions: 1 }, asOf: 2 } });
  expect((await ledger.recall(['weur-0']))['weur-0']!.totals).toEqual({
    requests: 10,
    refusals: 3,
    predictions: 1,
  });
});

it('MetricsShard restores from the ledger what its storage has lost, and continues counting', async () => {
  await env.LEDGER.getByName('all').remember({ 'emptied-0': { totals: { requests: 40 }, asOf: 1 } });
  const shard = () => env.METRICS.getByName('emptied-0');
  const apply = (sequence: number) =>
    shard().apply({ isolate: 'a', deltas: [{ sequence, at: Date.now(), cells: { requests: 1 } }] });
  expect((await shard().snapshot()).totals).toEqual({ requests: 40 });
  await apply(1);
  await abortAllDurableObjects();
  await apply(2);
  expect((await shard().snapshot()).totals).toEqual({ requests: 42 });
});

it('MetricsShard counts the requests of a delta that arrives after a day as lost', async () => {
  const shard = env.METRICS.getByName('late-0');
  const at = Date.now() - 25 * 3_600_000;
  await shard.apply({ isolate: 'a', deltas: [{ sequence: 1, at, cells: { [CELL]: 7, [`${CELL}|x`]: 1 } }] });
  expect((await shard.snapshot()).totals).toEqual({ 'digits_counts_lost|too_old': 8 });
});

it('MetricsShard.probe() and ShardLedger.probe() write and change nothing that is told', async () => {
  const shard = env.METRICS.getByName('probed');
  const before = await shard.snapshot();
  await shard.probe();
  expect(await shard.snapshot()).toEqual(before);
  const ledger = env.LEDGER.getByName('probed');
  await ledger.probe();
  await ledger.probe();
  expect(await ledger.recall(['weur-0'])).toEqual({});
});

it('MetricsShard.snapshot() is newer after each change, and only then', async () => {
  const shard = env.METRICS.getByName('as of');
  const apply = (sequence: number) =>
    shard.apply({ isolate: 'a', deltas: [{ sequence, at: Date.now(), cells: { requests: 1 } }] });
  const asOf = async () => (await shard.snapshot()).asOf;
  await apply(1);
  const first = await asOf();
  await apply(1);
  expect(await asOf()).toBe(first);
  await apply(2);
  expect(await asOf()).toBeGreaterThan(first);
});

it('a new isolate reports the last known counts of a failed shard, marked as stale', async () => {
  const witness = newIsolate('witnessed', null);
  witness.recorder.record(PREDICTED);
  expect((await witness.read()).cells[CELL]).toBe(1);
  await vi.waitUntil(async () => {
    const { cells, unreachable } = await newIsolate('witnessed', 'weur-0').read();
    expect(unreachable).toEqual(['weur-0']);
    return cells[CELL] === 1;
  });
});
