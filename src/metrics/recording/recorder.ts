import type { RequestEvent, ShadowEvent } from './event';

/** Records requests. It can neither slow nor fail a response. */
export interface Recorder {
  /** Counts one finished request. Never throws and never waits. */
  record(event: RequestEvent): void;
  /** Counts what a shadow made of pictures. Never throws and never waits. */
  recordShadow(event: ShadowEvent): void;
  /**
   * Sends the counts of this isolate, so that readers see them.
   * @returns when they are stored durably, or after a timeout; never throws
   */
  flush(): Promise<void>;
}
