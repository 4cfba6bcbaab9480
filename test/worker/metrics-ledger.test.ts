import { abortAllDurableObjects } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { createMetrics } from '../../src/metrics/create-metrics';
import type { ShardNamespace } from '../../src/metrics/shard-pool';
import type { ShardSnapshot } from '../../src/metrics/shard-protocol';
import { PREDICTED } from '../metrics/events';

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

it('ShardLedger.recall() gives back what it was told last, through a loss of memory', async () => {
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

it('a new isolate tells the last known figures of a shard that has died, marked as stale', async () => {
  const witness = newIsolate('witnessed', null);
  witness.recorder.record(PREDICTED);
  expect((await witness.read()).cells[CELL]).toBe(1);
  await vi.waitUntil(async () => {
    const { cells, unreachable } = await newIsolate('witnessed', 'weur-0').read();
    expect(unreachable).toEqual(['weur-0']);
    return cells[CELL] === 1;
  });
});
