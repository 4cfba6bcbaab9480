import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/admission/caller';
import { BoundLimiter } from '../../../src/admission/rate-limits/bound-limiter';
import type { RateLimiter } from '../../../src/admission/rate-limits/rate-limiter';
import { RateLimits } from '../../../src/admission/rate-limits/rate-limits';
import { SlidingWindowLimiter } from '../../../src/admission/rate-limits/sliding-window-limiter';
import type { RateLimitPolicy } from '../../../src/config';
import { Deadline, sleep } from '../../../src/time/deadline';

const BURST = { requests: 3, seconds: 10 };
const MINUTE = { requests: 5, seconds: 60 };
const SOMEONE: Caller = { kind: 'address', address: '203.0.113.7' };

function limitsOf(limiterOf: (policy: RateLimitPolicy) => RateLimiter) {
  const warnings: string[] = [];
  const limits = new RateLimits([BURST, MINUTE], limiterOf, (message) => warnings.push(message));
  return { limits, warnings };
}

function exactLimits() {
  const clock = { now: 0 };
  const { limits } = limitsOf((policy) => new SlidingWindowLimiter(policy, () => clock.now));
  return { clock, limits };
}

describe('RateLimits.check()', () => {
  it('refuses by the window that is full, and names it: the longest has the name of the scope', async () => {
    const { clock, limits } = exactLimits();
    const violated = async () => (await limits.check('predict', SOMEONE)).violated?.name ?? null;
    expect([await violated(), await violated(), await violated(), await violated()]).toEqual([
      null,
      null,
      null,
      'predict-10s',
    ]);
    clock.now += 10_000;
    // What the shorter window refused has not been counted in the longer one.
    expect([await violated(), await violated(), await violated()]).toEqual([null, null, 'predict']);
  });

  it('counts scopes, keys and addresses separately', async () => {
    const { limits } = exactLimits();
    const key: Caller = { kind: 'key', name: '203.0.113.7', role: 'predict', quota: null };
    const other: Caller = { kind: 'address', address: '203.0.113.8' };
    for (let i = 0; i < 4; i++) await limits.check('predict', SOMEONE);
    expect((await limits.check('predict', SOMEONE)).violated).not.toBeNull();
    expect((await limits.check('monitoring', SOMEONE)).violated).toBeNull();
    expect((await limits.check('predict', key)).violated).toBeNull();
    expect((await limits.check('predict', other)).violated).toBeNull();
  });

  it('reports nothing about the remaining quota if the limiter does not', async () => {
    const { limits } = limitsOf(() => ({ limit: async () => ({ success: true }) }));
    const { standings } = await limits.check('predict', SOMEONE);
    expect(standings.map(({ remaining, resetSeconds }) => [remaining, resetSeconds])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});

describe('RateLimits.check(), when a limiter fails', () => {
  it('admits requests, marks each as unchecked, and warns once until it works again', async () => {
    let isBroken = true;
    const { limits, warnings } = limitsOf((policy) => ({
      limit: async () => {
        if (isBroken && policy === BURST) throw new Error('Cannot count');
        return { success: true };
      },
    }));
    for (let i = 0; i < 50; i++) {
      expect(await limits.check('predict', SOMEONE)).toMatchObject({ violated: null, isUnchecked: true });
    }
    expect(warnings).toEqual([
      'Cannot check the rate limit of 3 in 10 s, which holds for nobody for now: Error: Cannot count',
    ]);
    isBroken = false;
    expect(await limits.check('predict', SOMEONE)).toMatchObject({ isUnchecked: false });
    expect(warnings.slice(1)).toEqual(['The rate limit of 3 in 10 s holds again']);
  });

  it('still refuses by the other window', async () => {
    const { limits } = limitsOf((policy) => ({
      limit: async () => {
        if (policy === BURST) throw new Error('Cannot count');
        return { success: false };
      },
    }));
    const { violated, isUnchecked } = await limits.check('predict', SOMEONE);
    expect([violated?.name, isUnchecked]).toEqual(['predict', true]);
  });

  it('does not wait for a binding that never answers', async () => {
    const silent = { limit: () => new Promise<never>(() => {}) };
    const { limits, warnings } = limitsOf(() => new BoundLimiter(silent, new Deadline(sleep, 10)));
    expect((await limits.check('predict', SOMEONE)).isUnchecked).toBe(true);
    expect(warnings[0]).toMatch(/no answer within 0.01 s/);
  });
});
