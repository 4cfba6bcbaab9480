import { describe, expect, it } from 'vitest';
import { Deadline, sleep } from '../../src/time/deadline';
import { TrafficBook } from '../../src/traffic/traffic-book';
import type { StoredTraffic, TrafficStoreRpc } from '../../src/traffic/traffic-store-protocol';
import type { TrafficSplit } from '../../src/traffic-split';

const CONFIGURED: TrafficSplit = { weights: { 'v2.0': 100 }, shadows: { 'v1.0': 5 } };
const STORED: TrafficSplit = { weights: { 'v1.0': 20, 'v2.0': 80 }, shadows: {} };

/** A book that reads from a store in memory, at a time that the test sets. */
function setUp({
  configured = null,
  split = null,
}: {
  configured?: TrafficSplit | null;
  split?: TrafficSplit | null;
}) {
  const store = { contents: { version: 'a', split, changes: [] } as StoredTraffic, answers: true, reads: 0 };
  const rpc = {
    read: async (known) => {
      store.reads++;
      if (!store.answers) throw new Error('unreachable');
      return known === store.contents.version ? null : store.contents;
    },
  } as Partial<TrafficStoreRpc> as TrafficStoreRpc;
  const time = { now: 0 };
  const warnings: string[] = [];
  const book = new TrafficBook(
    configured,
    ['v1.0', 'v2.0'],
    () => rpc,
    new Deadline(sleep, 1_000),
    () => time.now,
    (message) => warnings.push(message),
  );
  return { book, store, time, warnings };
}

describe('TrafficBook', () => {
  it('has no split unless one is configured or stored', async () => {
    expect(await setUp({}).book.split()).toBe(null);
  });

  it('uses the configured split until one is stored', async () => {
    expect(await setUp({ configured: CONFIGURED }).book.split()).toEqual(CONFIGURED);
    expect(await setUp({ configured: CONFIGURED, split: STORED }).book.split()).toEqual(STORED);
  });

  it('asks the store again after ten seconds, not before', async () => {
    const { book, store, time } = setUp({});
    await book.split();
    store.contents = { version: 'b', split: STORED, changes: [] };
    time.now = 9_999;
    expect(await book.split()).toBe(null);
    time.now = 10_000;
    expect(await book.split()).toEqual(STORED);
    expect(store.reads).toBe(2);
  });

  it('keeps the last known split while the store does not answer, and says so once', async () => {
    const { book, store, time, warnings } = setUp({ split: STORED });
    await book.split();
    store.answers = false;
    for (time.now = 20_000; time.now < 60_000; time.now += 10_000) expect(await book.split()).toEqual(STORED);
    expect(book.isOutdated).toBe(true);
    store.answers = true;
    await book.split();
    expect(book.isOutdated).toBe(false);
    expect(warnings).toEqual([
      'Cannot read the traffic split from its store; the last known one is used: it does not answer',
      'The traffic split is read from its store again',
    ]);
  });

  it('uses the configured split where the store has never answered', async () => {
    const { book, store } = setUp({ configured: CONFIGURED });
    store.answers = false;
    expect(await book.split()).toEqual(CONFIGURED);
  });

  it('leaves out versions that this service does not have', async () => {
    const split = { weights: { 'v1.0': 10, 'v9.9': 90 }, shadows: { 'v8.0': 5 } };
    const { book, warnings } = setUp({ split });
    expect(await book.split()).toEqual({ weights: { 'v1.0': 10 }, shadows: {} });
    expect(warnings).toEqual([
      'Cannot send traffic to v9.9, v8.0: this version of the service does not have it',
    ]);
  });

  it('has no split where this service has none of its versions', async () => {
    expect(await setUp({ split: { weights: { 'v9.9': 100 }, shadows: {} } }).book.split()).toBe(null);
  });

  it('refuses to list or change anything while the store does not answer', async () => {
    const { book, store } = setUp({});
    store.answers = false;
    const refused = { code: 'traffic_store_unavailable', facts: { retryAfterSeconds: 5 } };
    await expect(book.read()).rejects.toMatchObject(refused);
    await expect(book.set(STORED, { by: 'admin', reason: '' })).rejects.toMatchObject(refused);
    await expect(book.rollBack({ by: 'admin', reason: '' })).rejects.toMatchObject(refused);
  });
});
