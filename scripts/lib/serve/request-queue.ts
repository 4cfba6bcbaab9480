/** Bounds of a queue. */
export interface QueueLimits {
  /** Requests that the Worker computes at the same time. */
  readonly concurrent: number;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  /** How long they do. */
  readonly waitSeconds: number;
}

/** Why a request does not get its turn: too many wait, or it has waited for too long. */
export type Denial = 'full' | 'late';

interface Entry {
  readonly begin: () => void;
  timer: NodeJS.Timeout | null;
  isRunning: boolean;
}

/**
 * Lets a limited number of requests through at a time, in the order of their arrival. workerd itself starts every request
 * as it arrives and finishes them in any order, so that under overload the first may be answered last.
 */
export class RequestQueue {
  #running = 0;
  /** In the order of arrival. */
  readonly #waiting = new Set<Entry>();

  constructor(
    readonly limits: QueueLimits,
    /** Whether there is a Worker at present. */
    readonly isOpen: () => boolean,
  ) {}

  /** Whether requests wait for others to finish. */
  get isContended(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Enters a request. One of the functions is called, possibly at once, unless the request leaves before.
   *
   * @param begin its turn has come, and lasts until it leaves
   * @param deny its turn will not come
   * @returns a function with which the request leaves, whether it waits or has its turn; further calls have no effect
   */
  enter(begin: () => void, deny: (why: Denial) => void): () => void {
    const entry: Entry = { begin, timer: null, isRunning: false };
    if (this.#waiting.size === 0 && this.#hasRoom()) this.#begin(entry);
    else if (this.#waiting.size >= this.limits.waiting) deny('full');
    else this.#wait(entry, deny);
    return () => this.#leave(entry);
  }

  /** Lets through whatever may begin; to be called when a Worker has become available. */
  advance(): void {
    for (const entry of this.#waiting) {
      if (!this.#hasRoom()) return;
      this.#stopWaiting(entry);
      this.#begin(entry);
    }
  }

  #hasRoom(): boolean {
    return this.#running < this.limits.concurrent && this.isOpen();
  }

  #begin(entry: Entry): void {
    this.#running++;
    entry.isRunning = true;
    entry.begin();
  }

  #wait(entry: Entry, deny: (why: Denial) => void): void {
    this.#waiting.add(entry);
    entry.timer = setTimeout(() => {
      this.#stopWaiting(entry);
      deny('late');
    }, this.limits.waitSeconds * 1000);
  }

  #stopWaiting(entry: Entry): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    this.#waiting.delete(entry);
  }

  #leave(entry: Entry): void {
    this.#stopWaiting(entry);
    if (!entry.isRunning) return;
    entry.isRunning = false;
    this.#running--;
    this.advance();
  }
}
