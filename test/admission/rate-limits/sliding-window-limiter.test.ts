import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindowLimiter } from '../../../src/admission/rate-limits/sliding-window-limiter';

const HOUR = 3_600_000;

/** A limiter on a clock that the test sets. */
function limiterOf(requests: number, seconds: number) {
  const clock = { now: Date.parse('2026-11-27T12:00:00Z') };
  const limiter = new SlidingWindowLimiter({ requests, seconds }, () => clock.now);
  const ask = (key = 'a') => limiter.limit({ key });
  /** @returns how many of so many requests are admitted */
  const askTimes = async (times: number, key = 'a') => {
    let admitted = 0;
    for (let i = 0; i < times; i++) if ((await ask(key)).success) admitted++;
    return admitted;
  };
  return { clock, limiter, ask, askTimes };
}

describe('SlidingWindowLimiter', () => {
  it('admits exactly as many requests as the limit says', async () => {
    const { askTimes } = limiterOf(100, 60);
    expect(await askTimes(1_000)).toBe(100);
  });

  it('counts each key separately', async () => {
    const { askTimes } = limiterOf(3, 60);
    expect(await askTimes(10, 'a')).toBe(3);
    expect(await askTimes(10, 'b')).toBe(3);
  });

  it('reports how many requests are left, and after how many seconds there are more', async () => {
    const { clock, ask } = limiterOf(2, 60);
    expect(await ask()).toEqual({ success: true, remaining: 1, resetSeconds: 60 });
    clock.now += 20_000;
    expect(await ask()).toEqual({ success: true, remaining: 0, resetSeconds: 40 });
    clock.now += 500;
    expect(await ask()).toEqual({ success: false, remaining: 0, resetSeconds: 39.5 });
  });

  it('admits again exactly when the first request leaves the window, and not a millisecond earlier', async () => {
    const { clock, ask, askTimes } = limiterOf(2, 60);
    await ask();
    clock.now += 1_000;
    await ask();
    clock.now += 58_999;
    expect(await askTimes(5)).toBe(0);
    clock.now += 1;
    expect(await askTimes(5)).toBe(1);
    clock.now += 1_000;
    expect(await askTimes(5)).toBe(1);
  });

  it('does not admit twice the limit around the edge of a window', async () => {
    const { clock, askTimes } = limiterOf(100, 60);
    clock.now += 59_000;
    const before = await askTimes(100);
    clock.now += 2_000;
    expect(before + (await askTimes(100))).toBe(100);
  });

  it('never refuses a client within the limit, and never admits more in any window', async () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 8 }), async (milliseconds, requests) => {
        const { clock, ask } = limiterOf(requests, 2);
        const admitted: number[] = [];
        for (const gap of milliseconds) {
          clock.now += gap;
          const inWindow = admitted.filter((time) => time > clock.now - 2_000).length;
          const { success } = await ask();
          expect(success).toBe(inWindow < requests);
          if (success) admitted.push(clock.now);
        }
      }),
    );
  });
});

describe('SlidingWindowLimiter, when the clock jumps', () => {
  it('stands still while the clock is set back: nobody is locked out or gets a new window', async () => {
    const { clock, askTimes } = limiterOf(10, 60);
    clock.now += 30_000;
    expect(await askTimes(20)).toBe(10);
    clock.now -= 5 * HOUR;
    expect(await askTimes(20)).toBe(0);
    clock.now += 59_999;
    expect(await askTimes(20)).toBe(0);
    clock.now += 1;
    expect(await askTimes(20)).toBe(10);
  });

  it('grants one new window when the clock is set forward, and none when it is corrected', async () => {
    const { clock, askTimes } = limiterOf(10, 60);
    expect(await askTimes(20)).toBe(10);
    clock.now += 5 * HOUR;
    expect(await askTimes(20)).toBe(10);
    clock.now -= 5 * HOUR;
    expect(await askTimes(20)).toBe(0);
  });
});

describe('SlidingWindowLimiter with many keys', () => {
  it('forgets keys that made no request for two windows', async () => {
    const { clock, limiter, ask } = limiterOf(10, 60);
    for (let i = 0; i < 10_000; i++) await ask(`address:${i}`);
    expect(limiter.size).toBe(10_000);
    for (let i = 0; i < 2; i++) {
      clock.now += 60_000;
      await ask('one more');
    }
    expect(limiter.size).toBe(2);
  });

  it('remembers at most 50,000 keys, including those that make requests all the time', async () => {
    const { limiter, ask, askTimes } = limiterOf(10, 60);
    expect(await askTimes(20, 'busy')).toBe(10);
    for (let i = 0; i < 120_000; i++) {
      await ask(`address:${i}`);
      if (i % 1_000 === 0) expect(await askTimes(1, 'busy')).toBe(0);
      if (limiter.size > 50_000) expect.fail(`${limiter.size} keys are remembered`);
    }
  });

  it('remembers a million requests at most, of 100 keys with 10,000 each', async () => {
    const { limiter, askTimes } = limiterOf(10_000, 60);
    for (let i = 0; i < 202; i++) expect(await askTimes(10_000, `address:${i}`)).toBe(10_000);
    expect(limiter.size).toBeLessThanOrEqual(100);
  });
});
