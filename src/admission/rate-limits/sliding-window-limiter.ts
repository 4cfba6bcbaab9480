import type { RateLimitPolicy } from '../../config';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/** Bounds the memory together with the next: a key and its array take some 250 bytes. */
const MOST_KEYS = 50_000;
/** Times take 8 bytes each. */
const MOST_TIMES = 1_000_000;

/**
 * Counts exactly, in memory, for a server that is one isolate: whichever span of `seconds` one looks at, no key had more
 * than `requests` in it, and a key that keeps within the limit is never refused. A fixed window would let twice as many
 * pass around its edge.
 *
 * Of each key it remembers when its admitted requests came, until they are older than the window. Where there are too
 * many keys, those that have not asked for the longest time are forgotten.
 */
export class SlidingWindowLimiter implements RateLimiter {
  private readonly requests: number;
  private readonly window: number;
  /** Those that asked last come last. */
  private readonly keys = new Map<string, AdmittedTimes>();
  private times = 0;
  private readonly now: () => number;

  /** @param wallClock milliseconds; may jump */
  constructor({ requests, seconds }: RateLimitPolicy, wallClock: () => number) {
    this.requests = requests;
    this.window = seconds * 1_000;
    this.now = neverBackwards(wallClock);
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.keys.size;
  }

  async limit({ key }: { key: string }): Promise<RateLimitOutcome> {
    const now = this.now();
    const known = this.keys.get(key);
    const times = known ?? new AdmittedTimes();
    this.times -= times.forgetUntil(now - this.window);
    // Behind all others.
    if (known !== undefined) this.keys.delete(key);
    this.keys.set(key, times);
    times.askedAt = now;
    const success = times.length < this.requests;
    if (success) {
      times.push(now);
      this.times++;
    }
    this.makeRoom(now);
    return {
      success,
      remaining: this.requests - times.length,
      resetSeconds: (times.first + this.window - now) / 1_000,
    };
  }

  private makeRoom(now: number): void {
    for (const [key, times] of this.keys) {
      const isOver = times.askedAt <= now - this.window;
      if (!isOver && this.keys.size <= MOST_KEYS && this.times <= MOST_TIMES) return;
      this.keys.delete(key);
      this.times -= times.length;
    }
  }
}

/** When requests were admitted, oldest first, in milliseconds. */
class AdmittedTimes {
  /** When the key last asked, admitted or not. */
  askedAt = 0;
  private times: number[] = [];
  /** Those before it are forgotten, but still in the array: taking them out one by one would move all others. */
  private begin = 0;

  get length(): number {
    return this.times.length - this.begin;
  }

  /** There has to be one. */
  get first(): number {
    return this.times[this.begin]!;
  }

  push(time: number): void {
    this.times.push(time);
  }

  /** @returns how many were forgotten */
  forgetUntil(time: number): number {
    const before = this.begin;
    while (this.begin < this.times.length && this.times[this.begin]! <= time) this.begin++;
    const forgotten = this.begin - before;
    if (this.begin > this.times.length / 2) {
      this.times = this.times.slice(this.begin);
      this.begin = 0;
    }
    return forgotten;
  }
}

/** A clock that is put back stands still for a step: windows neither begin anew nor last longer. */
function neverBackwards(wallClock: () => number): () => number {
  let last = wallClock();
  let elapsed = 0;
  return () => {
    const now = wallClock();
    elapsed += Math.max(0, now - last);
    last = now;
    return elapsed;
  };
}
