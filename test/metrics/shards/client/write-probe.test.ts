import { describe, expect, it } from 'vitest';
import { WriteProbe } from '../../../../src/metrics/shards/client/write-probe';
import type { ShardRpc } from '../../../../src/metrics/shards/interface';
import { Deadline } from '../../../../src/time/deadline';

/** A storage that takes writes or does not, and a recorder that has counted or has not. */
function setUp() {
  const storage = { shardWrites: true, opens: true, hangs: false, isOld: false, shardProbes: 0, opened: 0 };
  const recorder = {
    shardName: 'weur-0' as string | null,
    deliveredAt: null as number | null,
    isHeldUp: false,
  };
  const time = { now: 1_000_000 };
  const probeShard = async () => {
    storage.shardProbes++;
    if (storage.isOld) throw new TypeError('The RPC receiver does not implement the method "probe".');
    if (storage.hangs) return new Promise<never>(() => {});
    if (!storage.shardWrites) throw new Error('database or disk is full: SQLITE_FULL');
  };
  const open = async () => {
    storage.opened++;
    if (!storage.opens) throw new Error('unable to open database file: SQLITE_CANTOPEN');
  };
  const probe = new WriteProbe(
    { shard: () => ({ probe: probeShard }) as Partial<ShardRpc> as ShardRpc },
    () => ({ probe: open }),
    recorder,
    new Deadline((milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)), 20),
    () => time.now,
  );
  return { storage, recorder, time, probe };
}

describe('WriteProbe.check()', () => {
  it('succeeds if the shard writes and a database can be opened', async () => {
    const { probe } = setUp();
    expect(await probe.check()).toEqual({ ok: true, detail: 'writes are stored' });
    expect(probe.unwritable()).toEqual([]);
  });

  it.each([
    ['takes no write', { shardWrites: false }, 'shard weur-0 stores no writes'],
    ['does not answer within the deadline', { hangs: true }, 'shard weur-0 stores no writes'],
    ['cannot be opened anew', { opens: false }, 'no database can be opened'],
  ])('tells that the storage %s, and names the shard', async (_, fault, detail) => {
    const { storage, probe } = setUp();
    Object.assign(storage, fault);
    expect(await probe.check()).toEqual({ ok: false, detail });
    expect(probe.unwritable()).toEqual(['weur-0']);
  });

  it('writes once in five seconds, however often it is asked', async () => {
    const { storage, time, probe } = setUp();
    for (let i = 0; i < 100; i++) {
      await probe.check();
      time.now += 100;
    }
    expect(storage.shardProbes).toBe(2);
    expect(storage.opened).toBe(2);
  });

  it('counts a delivery that was just stored as a write', async () => {
    const { storage, recorder, time, probe } = setUp();
    recorder.deliveredAt = time.now - 1_000;
    expect((await probe.check()).ok).toBe(true);
    expect(storage.shardProbes).toBe(0);
  });

  it('does not wait five seconds to see that deliveries fail, or that they no longer do', async () => {
    const { storage, recorder, time, probe } = setUp();
    expect((await probe.check()).ok).toBe(true);
    storage.shardWrites = false;
    recorder.isHeldUp = true;
    time.now += 100;
    expect((await probe.check()).ok).toBe(false);
    storage.shardWrites = true;
    recorder.isHeldUp = false;
    time.now += 100;
    recorder.deliveredAt = time.now;
    expect((await probe.check()).ok).toBe(true);
  });

  it('succeeds for an object without a probe method, as during a rollout', async () => {
    const { storage, probe } = setUp();
    storage.isOld = true;
    expect((await probe.check()).ok).toBe(true);
  });

  it('asks no shard before this isolate has counted anything', async () => {
    const { storage, recorder, probe } = setUp();
    recorder.shardName = null;
    expect((await probe.check()).ok).toBe(true);
    expect(storage.shardProbes).toBe(0);
  });
});
