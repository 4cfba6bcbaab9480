import { followTrace, type TraceContext } from './trace-context';

/** Parts of a request that have spans of their own. */
export type Stage = 'decode' | 'look' | 'count';

/** What is known of a request at its end. */
export interface RequestFacts {
  /** Its span's name: `POST /predict`. */
  readonly name: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly requestId: string;
}

/** A request that is traced. */
export interface RequestTrace {
  readonly context: TraceContext;
  /** Begins a stage, and ends the one before. */
  enter(stage: Stage): void;
  /** Ends the last stage and the request. */
  end(facts: RequestFacts): void;
}

/** Records traces, or only continues them. */
export interface Tracer {
  /** @param traceparent header of the request; null if it has none */
  begin(traceparent: string | null): RequestTrace;
}

/** Where no collector is configured: traces have ids, for logs, and nothing is recorded. */
export const idleTracer: Tracer = {
  begin: (traceparent) => ({ context: followTrace(traceparent), enter: () => {}, end: () => {} }),
};
