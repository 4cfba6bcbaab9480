import type { RateLimitPolicy } from '../../config';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/** Bounds the memory together with the next: a key and its array take some 350 bytes. */
const MOST_KEYS = 50_000;
/** Times take 8 bytes each. */
const MOST_TIMES = 1_000_000;

/**
 * Counts exactly, in memory, for a server that is one isolate: whichever span of `seconds` one looks at, no key had more
 * than `requests` in it, and a key that keeps within the limit is never refused. A fixed window would let twice as many
 * pass around its edge.
 *
 * Of each key it remembers when its admitted requests came, until they are older than the window. Keys are in two maps, those
 * that asked of late and those that did before: from time to time, and when there are too many, the latter are forgotten.
 * That costs nothing per key, unlike a list in the order of use.
 */
export class SlidingWindowLimiter implements RateLimiter {
  private readonly requests: number;
  private readonly window: number;
  private readonly now: () => number;
  private recent = new Map<string, AdmittedTimes>();
  private older = new Map<string, AdmittedTimes>();
  /** When the first of the recent keys came. */
  private recentSince = 0;
  /** Times of the recent keys, at most. */
  private recentTimes = 0;

  /** @param wallClock milliseconds; may jump */
  constructor({ requests, seconds }: RateLimitPolicy, wallClock: () => number) {
    this.requests = requests;
    this.window = seconds * 1_000;
    this.now = neverBackwards(wallClock);
  }

  /** Keys that are remembered, at most: one that is in both maps counts twice. */
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

  /** Older keys have not asked for a whole window, or others need the room. */
  private forgetOlder(now: number): void {
    const isFull = this.recent.size >= MOST_KEYS / 2 || this.recentTimes >= MOST_TIMES / 2;
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

  forgetUntil(time: number): void {
    while (this.begin < this.times.length && this.times[this.begin]! <= time) this.begin++;
    if (this.begin <= this.times.length / 2) return;
    this.times = this.times.slice(this.begin);
    this.begin = 0;
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
