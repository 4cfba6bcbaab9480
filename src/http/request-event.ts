import { entropyOf } from '../metrics/entropy';
import type { PredictionFacts, RequestEvent } from '../metrics/event';
import { toMethod, toRoute } from '../metrics/labels';
import { type RequestPlace, toLocation } from '../metrics/location';
import type { HonoContext, Prediction } from './hono-env';

/**
 * Sums up a finished request for the counters.
 * @param durationSeconds time since the request arrived
 */
export function toRequestEvent(c: HonoContext, durationSeconds: number): RequestEvent {
  const prediction = c.get('prediction');
  return {
    route: toRoute(c.req.path),
    method: toMethod(c.req.method),
    status: c.res.status,
    durationSeconds,
    errorCode: c.get('errorCode') ?? null,
    location: toLocation((c.req.raw.cf as RequestPlace | undefined) ?? null),
    prediction: prediction ? toPredictionFacts(prediction) : null,
  };
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
