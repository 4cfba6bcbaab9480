import type { RateLimitPolicy } from '../../config';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/** Bounds the memory together with the next: a key and its array take some 350 bytes. */
const MAX_KEYS = 50_000;
/** Times take 8 bytes each. */
const MAX_TIMES = 1_000_000;

/**
 * A sliding-window log in memory, for a server with one isolate: no key has more than `requests` in any span of `seconds`, and a
 * key that stays within the limit is never rejected. A fixed window would admit twice as many around its boundary.
 *
 * It stores the times of each key's admitted requests until they are older than the window. Keys are in two maps, recent and
 * older ones; periodically, and when there are too many, the older ones are dropped. Unlike an LRU list, this costs nothing
 * per key.
 */
export class SlidingWindowLimiter implements RateLimiter {
  private readonly requests: number;
  private readonly window: number;
  private readonly now: () => number;
  private recent = new Map<string, AdmittedTimes>();
  private older = new Map<string, AdmittedTimes>();
  /** Time of the first request in the map of recent keys. */
  private recentSince = 0;
  /** Upper bound of the number of times in the map of recent keys. */
  private recentTimes = 0;

  /** @param wallClock milliseconds; may jump */
  constructor({ requests, seconds }: RateLimitPolicy, wallClock: () => number) {
    this.requests = requests;
    this.window = seconds * 1_000;
    this.now = neverBackwards(wallClock);
  }

  /** Upper bound of the number of stored keys: one in both maps counts twice. */
  get size(): number {
    return this.recent.size + this.older.size;
  }

  async limit({ key }: { key: string }): Promise<RateLimitOutcome> {
    const now = this.now();
    this.forgetOlder(now);
    const times = this.timesOf(key);
    times.forgetUntil(now - this.window);
    const success = times.length < this.requests;
    if (success) {
      times.push(now);
      this.recentTimes++;
    }
    return {
      success,
      remaining: this.requests - times.length,
      resetSeconds: (times.first + this.window - now) / 1_000,
    };
  }

  private timesOf(key: string): AdmittedTimes {
    const known = this.recent.get(key);
    if (known !== undefined) return known;
    const times = this.older.get(key) ?? new AdmittedTimes();
    this.recent.set(key, times);
    this.recentTimes += times.length;
    return times;
  }

  /** Older keys made no request for a whole window, or others need the memory. */
  private forgetOlder(now: number): void {
    const isFull = this.recent.size >= MAX_KEYS / 2 || this.recentTimes >= MAX_TIMES / 2;
    if (!isFull && now - this.recentSince < this.window) return;
    this.older = this.recent;
    this.recent = new Map();
    this.recentSince = now;
    this.recentTimes = 0;
  }
}

/** When requests were admitted, oldest first, in milliseconds. */
class AdmittedTimes {
  private times: number[] = [];
  /** Times before this index have expired, but stay in the array: removing them one by one would move all others. */
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

  forgetUntil(time: number): void {
    while (this.begin < this.times.length && this.times[this.begin]! <= time) this.begin++;
    if (this.begin <= this.times.length / 2) return;
    this.times = this.times.slice(this.begin);
    this.begin = 0;
  }
}

/** If the clock is set back, time stands still for a step: windows neither restart nor last longer. */
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
