import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlertRule, Signals } from '../../../src/metrics/alerts/rules';

const RULE: AlertRule = {
  name: 'Test',
  signal: 'error_rate',
  bad: 'above',
  fire: 0.05,
  clear: 0.02,
  forSeconds: 60,
  severity: 'page',
  summary: 'A test',
};
const MINUTE = 60_000;

const signals = (error_rate: number | null): Signals => ({
  error_rate,
  p95_seconds: 0,
  not_ready: 0,
  drift: null,
  traffic: 1,
  shards_unreachable: 0,
  limits_unchecked: 0,
  accuracy_shortfall: 0,
  versions_stopped: 0,
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2099-06-01T12:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

function passMinute(): void {
  vi.setSystemTime(Date.now() + MINUTE);
}

describe('AlertKeeper', () => {
  it('remembers between evaluations how long a condition has held', async () => {
    const keeper = env.ALERTS.getByName('remembering');
    expect(await keeper.advance([RULE], signals(0.1))).toEqual([]);
    passMinute();
    expect(await keeper.advance([RULE], signals(0.1))).toMatchObject([
      { announcement: 'firing', state: { status: 'firing', value: 0.1 } },
    ]);
  });

  it('repeats a notification until it has been accepted, and then stops', async () => {
    const keeper = env.ALERTS.getByName('insisting');
    const rule = { ...RULE, forSeconds: 0 };
    expect(await keeper.advance([rule], signals(0.1))).toHaveLength(1);
    passMinute();
    expect(await keeper.advance([rule], signals(0.1))).toHaveLength(1);
    await keeper.announced('Test', 'firing');
    passMinute();
    expect(await keeper.advance([rule], signals(0.1))).toHaveLength(0);
    passMinute();
    expect(await keeper.advance([rule], signals(0))).toMatchObject([{ announcement: 'resolved' }]);
  });

  it('tells where each alert stands, by name', async () => {
    const keeper = env.ALERTS.getByName('telling');
    expect(await keeper.states()).toEqual({});
    await keeper.advance([RULE, { ...RULE, name: 'Other', signal: 'traffic', fire: 2 }], signals(0.1));
    expect(await keeper.states()).toMatchObject({
      Test: { status: 'pending', value: 0.1 },
      Other: { status: 'inactive', value: 1 },
    });
  });
});
