import { isErrorCode } from '../errors';
import type { RequestEvent } from '../metrics/recording/event';
import { toLocation } from '../metrics/recording/location';
import type { Recorder } from '../metrics/recording/recorder';
import { toMethod } from '../metrics/series/labels';

/** A request that the server in front of the Worker answered without it. */
export interface FrontAnswer {
  /** Null if the request could not be parsed. */
  readonly method: string | null;
  readonly path: string | null;
  readonly status: number;
  /** Error code if it was rejected, or null. */
  readonly code: string | null;
}

/** Requests answered by the server in front, sent again unchanged until the Worker acknowledges them. */
export interface FrontBatch {
  /** Batches arrive in sequence, so only the last one can be repeated. */
  readonly id: string;
  readonly answers: readonly FrontAnswer[];
}

/**
 * Counts each batch once: a busy Worker may have counted one whose acknowledgement was late.
 * @param labelOf returns the label of a path
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
 * Summarises the request for the counters, so that they cover all requests. The duration is zero: all of the time was
 * spent waiting for the client.
 * @param labelOf returns the label of a path
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
    errorCode: code !== null && isErrorCode(code) ? code : null,
    location: toLocation(null),
    keyName: null,
    predictions: [],
    pictureErrors: [],
    digitCount: null,
    uncheckedLimits: [],
    labels: [],
    assignment: null,
  };
}
