import type { ErrorCode } from '../errors';
import type { RequestEvent } from '../metrics/recording/event';
import { type RequestPlace, toLocation } from '../metrics/recording/location';
import { type RequestLocation, toMethod } from '../metrics/series/labels';
import type { Prediction } from '../service/predict';
import { toPredictionFacts } from '../service/prediction-facts';
import type { HonoContext } from './hono-env';

/** How a request ended. */
export interface Outcome {
  readonly status: number;
  /** Seconds since the request arrived, without the time spent reading its body. */
  readonly durationSeconds: number;
  /** Why it was rejected or failed, or null. */
  readonly code: ErrorCode | null;
  /** The predictions of the response, one per picture. */
  readonly predictions: readonly Prediction[];
  /** Error codes of pictures that could not be read in a request that succeeded. */
  readonly pictureErrors: readonly ErrorCode[];
}

/**
 * Summarises a finished request for the counters.
 * @param labels labels of its path and its caller
 */
export function toRequestEvent(
  c: HonoContext,
  labels: Pick<RequestEvent, 'route' | 'keyName'>,
  outcome: Outcome,
): RequestEvent {
  return {
    ...labels,
    method: toMethod(c.req.method),
    status: outcome.status,
    durationSeconds: outcome.durationSeconds,
    errorCode: outcome.code,
    location: locationOf(c),
    predictions: outcome.predictions.map(toPredictionFacts),
    pictureErrors: outcome.pictureErrors,
    labels: c.get('labels') ?? [],
    digitCount: c.get('digitCount') ?? null,
    uncheckedLimits: c.get('uncheckedLimits') ?? [],
    assignment: c.get('assignment') ?? null,
  };
}

/** Where a request comes from. */
export function locationOf(c: HonoContext): RequestLocation {
  return toLocation(placeOf(c.req.raw));
}

/** The getter throws if a client has forged the header that only the runtime's own proxy may send. */
function placeOf(request: Request): RequestPlace | null {
  try {
    return (request.cf as RequestPlace | undefined) ?? null;
  } catch {
    return null;
  }
}
