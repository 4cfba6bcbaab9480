import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Semaphore } from '../../../src/admission/in-flight/semaphore';

const LIMITS = { capacity: 10, maxWaiting: 2, waitSeconds: 5 };

let warnings: string[];
let semaphore: Semaphore;

beforeEach(() => {
  vi.useFakeTimers();
  warnings = [];
  const clock = { now: () => Date.now() };
  semaphore = new Semaphore('pictures', LIMITS, clock, (message) => warnings.push(message));
});

afterEach(() => {
  vi.useRealTimers();
});

/** Asks for units and tells how that stands. */
function ask(weight: number, signal: AbortSignal | null = null) {
  const asked = { state: 'waits', release: () => {}, message: '' };
  semaphore.acquire(weight, signal).then(
    (permit) => {
      asked.state = 'has';
      asked.release = () => permit[Symbol.dispose]();
    },
    (error) => {
      asked.state = error.code;
      asked.message = error.message;
    },
  );
  return asked;
}

/** Lets whoever waits look. */
const settle = () => vi.advanceTimersByTimeAsync(10);

describe('Semaphore', () => {
  it('gives units out up to its capacity, and the rest in the order in which they were asked for', async () => {
    const [first, second, third, small] = [ask(6), ask(4), ask(7), ask(1)];
    await settle();
    expect([first, second, third, small].map(({ state }) => state)).toEqual(['has', 'has', 'waits', 'waits']);
    second.release();
    await settle();
    expect([third, small].map(({ state }) => state)).toEqual(['waits', 'waits']);
    first.release();
    await settle();
    expect([third, small].map(({ state }) => state)).toEqual(['has', 'has']);
    expect(semaphore.inUse).toBe(8);
  });

  it('takes units back once, however often they are given back', async () => {
    const [first, second] = [ask(6), ask(4)];
    await settle();
    first.release();
    first.release();
    expect(semaphore.inUse).toBe(4);
    second.release();
    expect(semaphore.inUse).toBe(0);
  });

  it('tells a holder whether others wait', async () => {
    const permit = await semaphore.acquire(10, null);
    expect(permit.isWanted).toBe(false);
    ask(1);
    expect(permit.isWanted).toBe(true);
  });
});

describe('Semaphore refuses with temporarily_overloaded', () => {
  it('who comes when the queue is full', async () => {
    const all = [ask(10), ask(1), ask(1), ask(1)];
    await settle();
    expect(all.map(({ state }) => state)).toEqual(['has', 'waits', 'waits', 'temporarily_overloaded']);
    expect(all[3]!.message).toBe('Cannot take more work now: 2 pictures wait. Try again in 2 seconds');
  });

  it('who has waited too long, and lets the next one pass', async () => {
    const [holder, large] = [ask(5), ask(6)];
    await vi.advanceTimersByTimeAsync(LIMITS.waitSeconds * 1000 - 10);
    const small = ask(5);
    expect([large, small].map(({ state }) => state)).toEqual(['waits', 'waits']);
    await vi.advanceTimersByTimeAsync(10);
    expect(large.state).toBe('temporarily_overloaded');
    expect(large.message).toContain('pictures have kept this request waiting for 5 s');
    await settle();
    expect([holder, small].map(({ state }) => state)).toEqual(['has', 'has']);
  });
});

describe('Semaphore takes back what is held', () => {
  it('by a client that goes away', async () => {
    const gone = new AbortController();
    ask(10, gone.signal);
    const next = ask(10);
    await settle();
    gone.abort();
    await settle();
    expect(next.state).toBe('has');
  });

  it('by a client that went away while it waited', async () => {
    const gone = new AbortController();
    const holder = ask(10);
    ask(10, gone.signal);
    const next = ask(10);
    await settle();
    gone.abort();
    holder.release();
    await settle();
    expect(next.state).toBe('has');
    expect(semaphore.waiting).toBe(0);
  });

  it('by a request that the runtime has stopped without a word', async () => {
    ask(10);
    await vi.advanceTimersByTimeAsync(120_000);
    const next = ask(10);
    await vi.advanceTimersByTimeAsync(LIMITS.waitSeconds * 1000 + 10);
    expect(next.state).toBe('has');
    expect(warnings).toEqual([
      'Took back what a request for pictures held: nothing was heard of it for 120 s',
    ]);
  });

  it('but not from one that has given a sign of life', async () => {
    const permit = await semaphore.acquire(10, null);
    await vi.advanceTimersByTimeAsync(119_000);
    permit.touch();
    const next = ask(10);
    await vi.advanceTimersByTimeAsync(LIMITS.waitSeconds * 1000 + 10);
    expect(next.state).toBe('temporarily_overloaded');
  });
});
