import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoalescingRecorder } from '../../../src/metrics/recording/coalescing-recorder';
import { COUNTED } from '../../../src/metrics/series/catalogue';
import { addCells, type Cells, counterCell } from '../../../src/metrics/series/series';
import type { Delivery, ShardRpc } from '../../../src/metrics/shards/interface';
import type { WaitUntil } from '../../../src/runtime';
import { REFUSED } from '../../support/events';

const REQUESTS = counterCell(COUNTED.requests, { route: '/predict', method: 'POST', status: '415' });

/** Time that passes only when told to. */
class ManualClock {
  time = 1_000_000;
  private sleepers: { due: number; wake: () => void }[] = [];

  now = () => this.time;

  sleep = (milliseconds: number) =>
    new Promise<void>((wake) => {
      this.sleepers.push({ due: this.time + milliseconds, wake });
    });

  forgetSleepers(): void {
    this.sleepers = [];
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settle();
      const next = this.sleepers.sort((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      this.sleepers.shift();
      this.time = Math.max(this.time, next.due);
      next.wake();
    }
    this.time = end;
  }
}

/** Lets everything that waits for nothing but promises go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

type Fault = 'none' | 'lost request' | 'lost reply' | 'retryable' | 'overloaded' | 'never replies' | 'twice';

/** Follows the shard's rule in a few lines, and misbehaves as told. */
class FaultyShard implements Pick<ShardRpc, 'apply'> {
  readonly totals: Cells = {};
  readonly deliveries: Delivery[] = [];
  faults: Fault[] = [];
  /** What a reply waits for. */
  travel = async () => {};
  private sequence = 0;

  async apply(delivery: Delivery): Promise<number> {
    const fault = this.faults.shift() ?? 'none';
    this.deliveries.push(structuredClone(delivery));
    await this.travel();
    if (fault === 'lost request') throw new Error('Network connection lost');
    if (fault === 'retryable') throw Object.assign(new Error('reset'), { retryable: true });
    if (fault === 'overloaded') throw Object.assign(new Error('busy'), { retryable: true, overloaded: true });
    this.count(delivery);
    if (fault === 'twice') this.count(delivery);
    if (fault === 'lost reply') throw Object.assign(new Error('reset'), { retryable: true });
    if (fault === 'never replies') return new Promise(() => {});
    return this.sequence;
  }

  private count({ deltas }: Delivery): void {
    for (const { sequence, cells } of deltas) {
      if (sequence <= this.sequence) continue;
      if (sequence !== this.sequence + 1) throw new Error(`Delta ${this.sequence + 1} was left out`);
      addCells(this.totals, cells);
      this.sequence = sequence;
    }
  }
}

function setUp(waitUntil?: WaitUntil) {
  const clock = new ManualClock();
  const shard = new FaultyShard();
  const work: Promise<unknown>[] = [];
  const warnings: string[] = [];
  const recorder = new CoalescingRecorder({
    pool: { nameOf: (location) => `${location}-0`, shard: () => shard as Partial<ShardRpc> as ShardRpc },
    clock,
    waitUntil: waitUntil ?? ((promise) => work.push(promise)),
    windowMilliseconds: 1_000,
    windowEvents: 100,
    newIsolateId: () => 'isolate',
    warn: (message) => warnings.push(message),
  });
  const record = (events = 1) => {
    for (let i = 0; i < events; i++) recorder.record(REFUSED);
  };
  return { clock, shard, work, warnings, recorder, record };
}

describe('CoalescingRecorder', () => {
  it('record() sends nothing before the window ends, and then everything in one delivery', async () => {
    const { clock, shard, work, record } = setUp();
    record(50);
    await clock.advance(999);
    expect(shard.deliveries).toHaveLength(0);
    await clock.advance(1);
    expect(shard.deliveries).toHaveLength(1);
    expect(shard.totals[REQUESTS]).toBe(50);
    expect(work).toHaveLength(1);
    await work[0];
  });

  it('record() ends the window early after windowEvents events', async () => {
    const { clock, shard, record } = setUp();
    record(100);
    await clock.advance(1);
    expect(shard.totals[REQUESTS]).toBe(100);
  });

  it('sends one delivery per window under steady load, however long it lasts', async () => {
    const { clock, shard, record } = setUp();
    shard.travel = () => clock.sleep(150);
    for (let i = 0; i < 300; i++) {
      record();
      await clock.advance(100);
    }
    expect(shard.deliveries.length).toBeLessThanOrEqual(30);
    await clock.advance(1_000);
    expect(shard.totals[REQUESTS]).toBe(300);
  });

  it('flush() makes what was recorded before it readable after it', async () => {
    const { shard, recorder, record } = setUp();
    record(3);
    await recorder.flush();
    expect(shard.totals[REQUESTS]).toBe(3);
  });

  it('flush() sends nothing when nothing was recorded', async () => {
    const { shard, recorder } = setUp();
    await recorder.flush();
    expect(shard.deliveries).toHaveLength(0);
  });

  it('flush() gives up on a shard that never replies', async () => {
    const { clock, shard, recorder, record } = setUp();
    shard.faults = ['never replies'];
    record();
    let done = false;
    void recorder.flush().then(() => {
      done = true;
    });
    await clock.advance(1_000);
    expect(done).toBe(true);
  });
});

describe('CoalescingRecorder with a failing shard', () => {
  it('retries a retryable failure before the next window ends', async () => {
    const { clock, shard, record } = setUp();
    shard.faults = ['retryable', 'retryable'];
    record();
    await clock.advance(1_000 + 100 + 200);
    expect(shard.deliveries).toHaveLength(3);
    expect(shard.totals[REQUESTS]).toBe(1);
  });

  it('holds back what an overloaded shard refused and sends it with the next delta', async () => {
    const { clock, shard, record } = setUp();
    shard.faults = ['overloaded'];
    record();
    await clock.advance(1_000);
    record();
    await clock.advance(400);
    expect(shard.deliveries).toHaveLength(1);
    await clock.advance(600);
    expect(shard.deliveries.map(({ deltas }) => deltas.length)).toEqual([1, 2]);
    expect(shard.totals[REQUESTS]).toBe(2);
  });

  it('counts once what was delivered but not acknowledged', async () => {
    const { clock, shard, record } = setUp();
    shard.faults = ['lost reply', 'never replies', 'twice'];
    record(7);
    await clock.advance(20_000);
    expect(shard.totals[REQUESTS]).toBe(7);
  });

  it('gives up before waitUntil does, says so, and delivers with the next event', async () => {
    const { clock, shard, work, warnings, record } = setUp();
    shard.faults = Array(20).fill('never replies');
    record();
    await clock.advance(29_999);
    await work[0];
    expect(warnings).toEqual([expect.stringContaining('Holding counts in memory')]);
    shard.faults = [];
    record();
    await clock.advance(1_000);
    expect(shard.totals[REQUESTS]).toBe(2);
  });

  it('starts a new delivery loop when the request that ran the last one was stopped', async () => {
    const { clock, shard, record } = setUp();
    record();
    clock.forgetSleepers(); // As when the context of the request, its timers included, is gone.
    clock.time += 10_000;
    record();
    await clock.advance(1_000);
    expect(shard.totals[REQUESTS]).toBe(2);
  });

  it('record() never throws, whatever waitUntil does', () => {
    const { warnings, record } = setUp(() => {
      throw new Error('no context');
    });
    record();
    expect(warnings).toEqual([expect.stringContaining('no context')]);
  });

  it('counts every event exactly once through any sequence of faults', async () => {
    const fault = fc.constantFrom<Fault>(
      'none',
      'lost request',
      'lost reply',
      'retryable',
      'overloaded',
      'never replies',
      'twice',
    );
    const step = fc.record({ events: fc.nat(150), wait: fc.nat(3_000) });
    const property = fc.asyncProperty(
      fc.array(fault, { maxLength: 40 }),
      fc.array(step, { minLength: 1, maxLength: 30 }),
      async (faults, steps) => {
        const { clock, shard, recorder, record } = setUp();
        shard.faults = faults;
        let sent = 0;
        for (const { events, wait } of steps) {
          record(events);
          sent += events;
          await clock.advance(wait);
        }
        shard.faults = [];
        await clock.advance(30_000);
        await recorder.flush();
        expect(shard.totals[REQUESTS] ?? 0).toBe(sent);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});
