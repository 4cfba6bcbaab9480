import { describe, expect, it } from 'vitest';
import { AlertBook, advanceAll, newest } from '../../../src/metrics/alerts/alert-book';
import type { AlertKeeperRpc } from '../../../src/metrics/alerts/alert-protocol';
import { type AlertState, newAlertState, noteAnnounced } from '../../../src/metrics/alerts/alert-state';
import type { AlertRule, Reasons, Signals } from '../../../src/metrics/alerts/rules';
import { Deadline } from '../../../src/time/deadline';

const RULE: AlertRule = {
  name: 'DigitsNotReady',
  signal: 'not_ready',
  bad: 'above',
  fire: 0.5,
  clear: 0.5,
  forSeconds: 120,
  severity: 'page',
  summary: 'The model or the storage is not ready',
};
const MINUTE = 60_000;

const signals = (not_ready: number): Signals => ({
  error_rate: 0,
  p95_seconds: 0,
  not_ready,
  drift: null,
  traffic: 1,
  shards_unreachable: 0,
  limits_unchecked: 0,
  accuracy_shortfall: 0,
  versions_stopped: 0,
});

/** The keeper in a few lines, with a storage that can be taken away and outlives the isolates. */
class FakeKeeper implements AlertKeeperRpc {
  fault: 'none' | 'refuses' | 'hangs' = 'none';
  kept: Record<string, AlertState> = {};

  constructor(private readonly now: () => number) {}

  async advance(rules: readonly AlertRule[], values: Signals, reasons: Reasons) {
    await this.reach();
    const { states, notices } = advanceAll(rules, this.kept, values, reasons, this.now());
    this.kept = { ...this.kept, ...states };
    return notices;
  }

  async announced(name: string, announcement: 'firing' | 'resolved') {
    await this.reach();
    this.kept[name] = noteAnnounced(this.kept[name]!, announcement, this.now());
  }

  async adopt(states: Readonly<Record<string, AlertState>>) {
    await this.reach();
    this.kept = newest(this.kept, states);
  }

  async states() {
    await this.reach();
    return structuredClone(this.kept);
  }

  private async reach(): Promise<void> {
    if (this.fault === 'hangs') return new Promise<never>(() => {});
    if (this.fault === 'refuses') throw new Error('internal error; reference = abc');
  }
}

function setUp() {
  const time = { now: Date.parse('2026-11-23T12:00:00Z') };
  const keeper = new FakeKeeper(() => time.now);
  const deadline = new Deadline((milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)), 5);
  const newBook = () =>
    new AlertBook(
      () => keeper,
      deadline,
      () => time.now,
    );
  const told: string[] = [];
  /** Evaluates once a minute, and tells a receiver that takes everything. */
  const pass = async (book: AlertBook, minutes: number, notReady: number) => {
    for (let i = 0; i < minutes; i++) {
      time.now += MINUTE;
      for (const { rule, announcement } of await book.advance([RULE], signals(notReady), {
        not_ready: 'the disk is full',
      })) {
        told.push(`${rule.name}: ${announcement}`);
        await book.announced(rule.name, announcement);
      }
    }
  };
  return { keeper, newBook, told, pass };
}

describe('AlertBook', () => {
  it.each(['refuses', 'hangs'] as const)(
    'fires while the keeper %s, once, and ends once when it is back',
    async (fault) => {
      const { keeper, newBook, told, pass } = setUp();
      const book = newBook();
      await pass(book, 3, 0);
      keeper.fault = fault;
      await pass(book, 10, 1);
      expect(told).toEqual(['DigitsNotReady: firing']);
      expect(await book.read()).toMatchObject({
        stale: true,
        states: { DigitsNotReady: { status: 'firing', value: 1, reason: 'the disk is full' } },
      });
      keeper.fault = 'none';
      await pass(book, 10, 0);
      expect(told).toEqual(['DigitsNotReady: firing', 'DigitsNotReady: resolved']);
      expect(keeper.kept.DigitsNotReady).toMatchObject({ status: 'inactive', announced: 'resolved' });
      expect(await book.read()).toMatchObject({ stale: false });
    },
  );

  it('continues with what was pending when the keeper failed, and repeats no notification', async () => {
    const { keeper, newBook, told, pass } = setUp();
    const book = newBook();
    await pass(book, 2, 1);
    keeper.fault = 'refuses';
    await pass(book, 1, 1);
    expect(told).toEqual(['DigitsNotReady: firing']);
    keeper.fault = 'none';
    await pass(book, 5, 1);
    expect(told).toHaveLength(1);
  });

  it('hands over to the keeper the state with which another isolate then continues', async () => {
    const { keeper, newBook, told, pass } = setUp();
    const book = newBook();
    keeper.fault = 'refuses';
    await pass(book, 4, 1);
    keeper.fault = 'none';
    await pass(book, 1, 1);
    await pass(newBook(), 3, 1);
    expect(told).toEqual(['DigitsNotReady: firing']);
    expect(keeper.kept.DigitsNotReady).toMatchObject({ status: 'firing', announced: 'firing' });
  });

  it('fires in an isolate that began without a keeper', async () => {
    const { keeper, newBook, told, pass } = setUp();
    keeper.fault = 'refuses';
    await pass(newBook(), 3, 1);
    expect(told).toEqual(['DigitsNotReady: firing']);
  });
});

it('newest() prefers the last evaluation, and keeps what only one side knows', () => {
  const at = (evaluatedAt: number) => ({ ...newAlertState(0), evaluatedAt });
  expect(newest({ a: at(1), b: at(5) }, { a: at(2), b: at(4), c: at(1) })).toEqual({
    a: at(2),
    b: at(5),
    c: at(1),
  });
  expect(newest({ a: newAlertState(0) }, { a: at(1) })).toEqual({ a: at(1) });
});
