import type { RequestEvent } from './event';

/** Keeps work alive after the response has gone, as `ExecutionContext.waitUntil` does. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** Takes note of what happened. Nothing it does can slow or fail a response. */
export interface Recorder {
  /** Counts one finished request. Never throws and never waits. */
  record(event: RequestEvent): void;
  /**
   * Sends what this isolate has counted, so that a reader finds it.
   * @returns when it is counted durably, or could not be in a reasonable time; never throws
   */
  flush(): Promise<void>;
}

/** Counts nothing: for measuring what counting costs, and for tests of other things. */
export const noopRecorder: Recorder = {
  record: () => {},
  flush: async () => {},
};
