import { runTurn, type Steps } from '../steps';

/**
 * A Worker's clock. On Cloudflare, `Date.now()` is frozen while code runs and advances only when an I/O operation completes;
 * locally it advances in steps of a millisecond.
 * https://developers.cloudflare.com/workers/runtime-apis/performance/
 */
export interface Clock {
  /** Milliseconds since 1970; on a frozen clock, as of the last I/O. */
  now(): number;
  /** Completes one small I/O, after which `now()` is up to date even on a frozen clock. */
  sync(): Promise<void>;
  /** Lets other requests have a turn. */
  giveWay(): Promise<void>;
}

/** A result and its duration. */
export interface Timed<T> {
  readonly value: T;
  /** Seconds. */
  readonly seconds: number;
}

/** One stopwatch per kind of work, so that their means do not mix. */
export class Stopwatches {
  private readonly made = new Map<string, Stopwatch>();

  /** @param clock the source of time */
  constructor(private readonly clock: Clock) {}

  /** @param work the kind of work: the version of a model */
  of(work: string): Stopwatch {
    const known = this.made.get(work);
    if (known !== undefined) return known;
    const stopwatch = new Stopwatch(this.clock);
    this.made.set(work, stopwatch);
    return stopwatch;
  }
}

/** Shorter readings, in milliseconds, are inaccurate: the clock's steps of 1 ms make them wrong by up to half. */
const COARSE_MILLISECONDS = 2;
/** Step of the clock: a reading of 0 means less than this. */
const STEP_MILLISECONDS = 1;
/** Least weight of the newest reading in the running mean: the mean covers all readings at first, later about the last 100. */
const NEWEST_WEIGHT = 0.01;
/** Enough to see whether the clock runs. More would delay a cold process's first answer, and say little: its code is not optimised yet. */
const CALIBRATION_MILLISECONDS = 2;
/** Ends the calibration on a frozen clock; takes about as long as the above. */
const CALIBRATION_RUNS = 3;

/**
 * Measures work that may be shorter than a step of the clock, on a clock that may be frozen.
 *
 * On a frozen clock, an I/O follows the work before the clock is read again, so the time of that I/O is
 * part of the figure: an upper bound, never zero. A reading under two steps of the clock is replaced by the
 * running mean of all such readings, which is not biased by rounding: for work that takes 0.3 ms, seven
 * readings in ten are 0 and three are 1.
 */
export class Stopwatch {
  private runs = false;
  private meanMilliseconds = 0;
  /** Readings in the mean, the calibration among them. */
  private readings = 1;

  /** @param clock the source of time */
  constructor(private readonly clock: Clock) {}

  /**
   * Determines whether the clock runs during CPU work and how long typical work takes.
   * @param work typical work, synchronous so that no I/O can advance the clock
   */
  async calibrate(work: () => void): Promise<void> {
    await this.clock.sync();
    const start = this.clock.now();
    let runs = 0;
    do {
      work();
      runs++;
    } while (runs < CALIBRATION_RUNS && this.clock.now() - start < CALIBRATION_MILLISECONDS);
    this.runs = this.clock.now() > start;
    if (!this.runs) await this.clock.sync();
    this.meanMilliseconds = (this.clock.now() - start) / runs;
  }

  /**
   * Does the work, gives way to other requests after each turn, and measures how long it took. Where the clock stands still, the
   * time of other requests' turns is part of it.
   * @throws any error of the work
   */
  async time<T>(work: Steps<T>): Promise<Timed<T>> {
    const { value, seconds } = await this.timeApart(work);
    return { value, seconds: this.settle(seconds * 1000) / 1000 };
  }

  /**
   * Measures work of another kind, which takes several steps of the clock: the running mean is neither used nor
   * updated.
   */
  async timeApart<T>(work: Steps<T>): Promise<Timed<T>> {
    let start = this.clock.now();
    for (;;) {
      const { done, value } = runTurn(work);
      if (done) {
        if (!this.runs) await this.clock.sync();
        return { value, seconds: (this.clock.now() - start) / 1000 };
      }
      const turn = this.clock.now() - start;
      await this.clock.giveWay();
      if (this.runs) start = this.clock.now() - turn;
    }
  }

  private settle(milliseconds: number): number {
    if (milliseconds >= COARSE_MILLISECONDS) return milliseconds;
    this.readings++;
    this.meanMilliseconds +=
      (milliseconds - this.meanMilliseconds) * Math.max(1 / this.readings, NEWEST_WEIGHT);
    return Math.min(this.meanMilliseconds, milliseconds + STEP_MILLISECONDS);
  }
}
