import type { Deadline } from '../time/deadline';
import type { Outage } from './outage';

/** What a store holds. */
export interface Versioned {
  /** Changes with every other change; empty before the first one. */
  readonly version: string;
}

/** RPC interface that every such store has. */
export interface ReadableStore<Contents extends Versioned> {
  /** @returns its contents, or null if the caller has the current version */
  read(known: string | null): Promise<Contents | null>;
}

/** Pause after the store has not answered. */
export const BACKOFF_MILLISECONDS = 5_000;

/** This isolate's copy of a store: it stays valid while the store does not answer. */
export class StoreCopy<Contents extends Versioned, Store extends ReadableStore<Contents>> {
  private version: string | null = null;
  /** When the store was last asked and answered, and when not. */
  private readAt: number | null = null;
  private failedAt: number | null = null;
  /** Queries are numbered; the clock may be set back between two. */
  private asked = 0;
  private lastAnswered = 0;

  /**
   * @param stored what counts until the store first answers; then, what it last answered
   * @param store returns its stub, a new one for each request; null if there is none
   * @param deadline timeout of its answers
   * @param now milliseconds since 1970
   * @param outage is told when the store stops answering, and when it answers again
   */
  constructor(
    public stored: Contents,
    private readonly store: (() => Store) | null,
    private readonly deadline: Deadline,
    private readonly now: () => number,
    private readonly outage: Outage,
  ) {}

  /** Whether the store did not answer when it was last queried. */
  get isOutdated(): boolean {
    return this.failedAt !== null;
  }

  /**
   * Queries the store unless the copy is fresh enough, or the store has just failed.
   * @returns whether the copy is fresh enough
   */
  async refresh(maxMilliseconds: number): Promise<boolean> {
    const { store } = this;
    if (store === null) return true;
    const start = this.now();
    if (isWithin(start, this.readAt, maxMilliseconds)) return true;
    if (isWithin(start, this.failedAt, BACKOFF_MILLISECONDS)) return false;
    const query = ++this.asked;
    const answer = await this.deadline.wait(async () => ({ news: await store().read(this.version) }));
    if (answer === null) {
      this.failedAt = start;
      this.outage.failed('it does not answer');
      return false;
    }
    this.failedAt = null;
    this.outage.worked();
    // Answers may arrive out of order.
    if (query < this.lastAnswered) return true;
    this.lastAnswered = query;
    this.readAt = start;
    if (answer.news !== null) {
      this.stored = answer.news;
      this.version = answer.news.version;
    }
    return true;
  }

  /**
   * Changes the store, and queries it anew: even a change that failed may have been made.
   * @returns the store's answer; null if there is none
   */
  async change<Outcome>(work: (store: Store) => Promise<Outcome>): Promise<Outcome | null> {
    const outcome = await this.ask(work);
    this.readAt = null;
    await this.refresh(0);
    return outcome;
  }

  /**
   * Asks the store for something that is not part of the copy.
   * @returns its answer; null if there is none
   */
  async ask<Outcome>(question: (store: Store) => Promise<Outcome>): Promise<Outcome | null> {
    const { store } = this;
    return store && this.deadline.wait(() => question(store()));
  }
}

/** Whether a time is at most that long ago; false for one in the future, after the clock was set back. */
function isWithin(now: number, moment: number | null, milliseconds: number): boolean {
  return moment !== null && now >= moment && now - moment < milliseconds;
}
