import type { RequestEvent } from './event';

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
