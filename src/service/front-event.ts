import { ERROR_CODES, type ErrorCode } from '../errors';
import type { RequestEvent } from '../metrics/recording/event';
import { toLocation } from '../metrics/recording/location';
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
  };
}

function isErrorCode(code: string | null): code is ErrorCode {
  return (ERROR_CODES as readonly (string | null)[]).includes(code);
}
