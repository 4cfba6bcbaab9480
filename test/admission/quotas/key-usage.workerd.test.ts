import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyUsage } from '../../../src/admission/quotas/key-usage';
import type { Quota } from '../../../src/api-keys/role';

const NOON = Date.parse('2026-11-27T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What one key may use; asked anew each time, as different isolates would. */
function keyWith(quota: Quota) {
  const name = crypto.randomUUID();
  const usage = () => env.KEY_USAGE.getByName(name);
  const charge = async (pictures = 1) => (await usage().charge([{ pictures, quota }]))[0]!;
  return {
    usage,
    charge,
    granted: async (pictures = 1) => (await charge(pictures)).granted,
  };
}

describe('KeyUsage.charge()', () => {
  it('grants exactly the quota, however many requests arrive at once', async () => {
    const { granted } = keyWith({ daily: 100 });
    const answers = await Promise.all(Array.from({ length: 250 }, () => granted()));
    expect(answers.filter(Boolean)).toHaveLength(100);
  });

  it('charges all pictures of a request or none', async () => {
    const { charge, granted } = keyWith({ daily: 10 });
    expect(await granted(8)).toBe(true);
    expect(await charge(3)).toMatchObject({ granted: false, standings: [{ remaining: 2 }] });
    expect(await charge(2)).toMatchObject({ granted: true, standings: [{ remaining: 0 }] });
    expect(await granted()).toBe(false);
  });

  it('charges several requests in sequence', async () => {
    const { usage } = keyWith({});
    const requests = [6, 5, 4, 1].map((pictures) => ({ pictures, quota: { daily: 10 } }));
    const outcomes = await usage().charge(requests);
    expect(outcomes.map(({ granted, standings }) => [granted, standings[0]!.remaining])).toEqual([
      [true, 4],
      [false, 4],
      [true, 0],
      [false, 0],
    ]);
  });

  it('reports what is left of each period, and when it ends', async () => {
    const { charge } = keyWith({ daily: 100, monthly: 1_000 });
    expect((await charge(30)).standings).toEqual([
      { period: 'daily', limit: 100, remaining: 70, resetSeconds: 12 * 3_600 },
      { period: 'monthly', limit: 1_000, remaining: 970, resetSeconds: 3.5 * 24 * 3_600 },
    ]);
  });

  it('refuses by the monthly quota even if the day has some left, and charges neither', async () => {
    const { charge } = keyWith({ daily: 100, monthly: 120 });
    await charge(100);
    vi.setSystemTime(NOON + DAY);
    const { granted, standings } = await charge(21);
    expect([granted, ...standings.map(({ remaining }) => remaining)]).toEqual([false, 100, 20]);
  });

  it('counts usage from before there was a monthly quota', async () => {
    const { usage, charge } = keyWith({ daily: 100 });
    await charge(60);
    const [outcome] = await usage().charge([{ pictures: 1, quota: { monthly: 100 } }]);
    expect(outcome!.standings).toMatchObject([{ period: 'monthly', remaining: 39 }]);
  });

  it('counts keys of different names separately', async () => {
    expect(await keyWith({ daily: 1 }).granted()).toBe(true);
    expect(await keyWith({ daily: 1 }).granted()).toBe(true);
  });
});

describe('KeyUsage.charge(), at the edge of a period', () => {
  it('starts a new day at midnight UTC, and not a millisecond earlier', async () => {
    const { granted } = keyWith({ daily: 1 });
    vi.setSystemTime(Date.parse('2026-11-27T23:59:59.998Z'));
    expect(await granted()).toBe(true);
    vi.setSystemTime(Date.parse('2026-11-27T23:59:59.999Z'));
    expect(await granted()).toBe(false);
    vi.setSystemTime(Date.parse('2026-11-28T00:00:00.000Z'));
    expect([await granted(), await granted()]).toEqual([true, false]);
  });

  it.each([
    ['2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00Z'],
    ['2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00Z'],
    ['2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00Z'],
  ])('starts a new month after %s', async (last, first) => {
    const { granted } = keyWith({ monthly: 1 });
    vi.setSystemTime(Date.parse(last));
    expect([await granted(), await granted()]).toEqual([true, false]);
    vi.setSystemTime(Date.parse(first));
    expect([await granted(), await granted()]).toEqual([true, false]);
  });
});

describe('KeyUsage.charge(), when the clock jumps', () => {
  it.each([
    ['back over midnight', -DAY],
    ['forward by a day', DAY],
    ['back by months', -70 * DAY],
    ['forward by a year', 365 * DAY],
  ])('knows the usage of the day after the clock is set %s and corrected', async (_jump, milliseconds) => {
    const { granted } = keyWith({ daily: 3, monthly: 50 });
    expect([await granted(2), await granted(2)]).toEqual([true, false]);
    vi.setSystemTime(NOON + milliseconds);
    expect([await granted(3), await granted()]).toEqual([true, false]);
    vi.setSystemTime(NOON);
    expect([await granted(2), await granted(1), await granted(1)]).toEqual([false, true, false]);
  });
});

describe('KeyUsage.refund()', () => {
  it('refunds what was charged, on the day of the charge', async () => {
    const { usage, charge, granted } = keyWith({ daily: 10, monthly: 12 });
    const { day } = await charge(10);
    vi.setSystemTime(NOON + DAY);
    await usage().refund(4, day);
    expect([await granted(6), await granted(1)]).toEqual([true, false]);
  });

  it('never refunds more than was charged', async () => {
    const { usage, charge, granted } = keyWith({ daily: 10 });
    const { day } = await charge(1);
    await usage().refund(100, day);
    expect(await granted(11)).toBe(false);
  });
});

it('KeyUsage keeps three months, one row each', async () => {
  const { usage, granted } = keyWith({ monthly: 1_000 });
  for (let month = 0; month < 12; month++) {
    vi.setSystemTime(Date.UTC(2026, month, 1));
    for (let day = 0; day < 3; day++) await granted();
  }
  const keys = await runInDurableObject(usage() as DurableObjectStub<KeyUsage>, (_object, state) =>
    [...state.storage.kv.list()].map(([key]) => key),
  );
  expect(keys).toEqual(['month:2026-10', 'month:2026-11', 'month:2026-12']);
});
