import { entropyOf } from '../domain';
import type { ErrorCode } from '../errors';
import type { PredictionFacts, RequestEvent } from '../metrics/recording/event';
import { type RequestPlace, toLocation } from '../metrics/recording/location';
import { toMethod, toRoute } from '../metrics/series/labels';
import type { HonoContext, Prediction } from './hono-env';

/** How a request ended. */
export interface Outcome {
  readonly status: number;
  /** Seconds since it arrived, without those spent reading its body. */
  readonly durationSeconds: number;
  /** Why it was refused or failed, or null. */
  readonly code: ErrorCode | null;
  /** What was answered; null unless a prediction was. */
  readonly prediction: Prediction | null;
}

/**
 * Sums up a finished request for the counters.
 * @param outcome how it ended
 */
export function toRequestEvent(c: HonoContext, outcome: Outcome): RequestEvent {
  const { prediction } = outcome;
  return {
    route: toRoute(c.req.path),
    method: toMethod(c.req.method),
    status: outcome.status,
    durationSeconds: outcome.durationSeconds,
    errorCode: outcome.code,
    location: toLocation(placeOf(c.req.raw)),
    prediction: prediction ? toPredictionFacts(prediction) : null,
  };
}

/** Reading it throws where a client has made it up, in a header that only the runtime's own proxy may send. */
function placeOf(request: Request): RequestPlace | null {
  try {
    return (request.cf as RequestPlace | undefined) ?? null;
  } catch {
    return null;
  }
}

function toPredictionFacts({ recognition, inferenceSeconds }: Prediction): PredictionFacts {
  const { image, normalized } = recognition;
  return {
    modelVersion: recognition.modelVersion,
    digit: recognition.digit,
    confidence: recognition.confidence,
    entropy: entropyOf(recognition.judgement.probabilities),
    inferenceSeconds,
    format: image.format,
    pixels: image.sourceWidth * image.sourceHeight,
    polarity: normalized.polarity,
    ...normalized.features,
    rejectReason: recognition.rejectReason,
  };
}
