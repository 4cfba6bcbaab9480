import { ERROR_CODES, type ErrorCode } from '../errors';
import type { RequestEvent } from '../metrics/recording/event';
import { toLocation } from '../metrics/recording/location';
import type { Recorder } from '../metrics/recording/recorder';
import { toMethod } from '../metrics/series/labels';

/** A request that the server in front of the Worker answered itself. */
export interface FrontAnswer {
  /** Null where it was not to be made out. */
  readonly method: string | null;
  readonly path: string | null;
  readonly status: number;
  /** Why it was refused, or null. */
  readonly code: string | null;
}

/** Answers of the server in front, sent again as they are until the Worker has confirmed them. */
export interface FrontBatch {
  /** One after the other: only the last one can come again. */
  readonly id: string;
  readonly answers: readonly FrontAnswer[];
}

/**
 * Counts batches, each once: a Worker that was busy has counted what the server in front believes lost.
 * @param labelOf tells what a path is counted as
 */
export function createFrontRecorder(
  recorder: Recorder,
  labelOf: (path: string) => string,
): (batch: FrontBatch) => void {
  let lastId: string | null = null;
  return ({ id, answers }) => {
    if (id === lastId) return;
    lastId = id;
    for (const answer of answers) recorder.record(toFrontEvent(answer, labelOf));
  };
}

/**
 * Sums it up for the counters, which then tell of all requests. All that it took was waiting for the client.
 * @param labelOf tells what a path is counted as
 */
export function toFrontEvent(
  { method, path, status, code }: FrontAnswer,
  labelOf: (path: string) => string,
): RequestEvent {
  return {
    route: labelOf(path ?? ''),
    method: toMethod(method ?? ''),
    status,
    durationSeconds: 0,
    errorCode: isErrorCode(code) ? code : null,
    location: toLocation(null),
    predictions: [],
    pictureErrors: [],
    uncheckedLimits: [],
  };
}

function isErrorCode(code: string | null): code is ErrorCode {
  return (ERROR_CODES as readonly (string | null)[]).includes(code);
}
