/** Work that is done bit by bit. */
export interface Turn {
  /** Does a bit of it, and enters again if there is more. */
  take(): void;
}

/** Work between two looks at the sockets. */
const TURN_MILLISECONDS = 2;

/** A queue of work that would take long, so that the event loop sees to everything else in between. */
export class Turns {
  readonly #waiting = new Set<Turn>();
  #isScheduled = false;

  /** Whether nothing waits. */
  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /** Appends it, unless it waits already. */
  enter(turn: Turn): void {
    this.#waiting.add(turn);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    const end = performance.now() + TURN_MILLISECONDS;
    for (const turn of this.#waiting) {
      this.#waiting.delete(turn);
      turn.take();
      if (performance.now() >= end) break;
    }
    this.#isScheduled = this.#waiting.size > 0;
    if (this.#isScheduled) setImmediate(() => this.#run());
  }
}
