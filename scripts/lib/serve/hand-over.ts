import { operate } from './operations';
import type { Runtime } from './runtime';

const HAND_OVER_MILLISECONDS = 4_000;

/** Carries counts from a runtime whose storage was replaced to its successor. */
export class HandOver {
  /** JSON from the old runtime, until a new one has accepted it. */
  #state: string | null = null;
  readonly #log: (level: 'info' | 'error', message: string) => void;

  constructor(log: (level: 'info' | 'error', message: string) => void) {
    this.#log = log;
  }

  /** Asks the old runtime for its counts. */
  async collect(runtime: Runtime): Promise<void> {
    try {
      this.#state = await operate(runtime.operationsSocket, 'hand-over', HAND_OVER_MILLISECONDS);
    } catch (error) {
      const { message } = error as Error;
      this.#log('error', `Cannot collect the counts of the old runtime: ${message}; some may be lost`);
    }
  }

  /** Passes the counts, if there are any, to the new runtime. If that fails, the next call retries. */
  async deliver(runtime: Runtime): Promise<void> {
    const state = this.#state;
    if (state === null) return;
    try {
      await operate(runtime.operationsSocket, 'take-over', HAND_OVER_MILLISECONDS, state);
      if (this.#state === state) this.#state = null;
      this.#log('info', 'Passed the counts of the old runtime to the new one');
    } catch (error) {
      const { message } = error as Error;
      this.#log('error', `Cannot pass the counts of the old runtime to the new one: ${message}; retrying`);
    }
  }
}
