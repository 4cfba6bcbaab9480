import { COUNTED } from './catalogue';
import type { PredictionFacts, RequestEvent } from './event';
import { CLIENT_CLOSED_REQUEST, DIGITS, toRejectReason, toStatus } from './labels';
import { type Add, increment, observe } from './series';

/**
 * Turns one finished request into additions to cells.
 * @param event what happened
 * @param add receives each addition
 */
export function countEvent(event: RequestEvent, add: Add): void {
  const { route, method, location } = event;
  increment(add, COUNTED.requests, { route, method, status: toStatus(event.status) });
  increment(add, COUNTED.requestsByLocation, { location });
  // A client that went away says when it lost patience or its network, not how fast we are.
  if (event.status !== CLIENT_CLOSED_REQUEST)
    observe(add, COUNTED.duration, { route }, event.durationSeconds);
  if (event.errorCode !== null) increment(add, COUNTED.failures, { code: event.errorCode });
  if (event.status === 429) increment(add, COUNTED.rateLimited, {});
  if (event.status === 401) increment(add, COUNTED.unauthorized, {});
  const reason = event.prediction?.rejectReason ?? toRejectReason(event.errorCode);
  if (reason !== null) increment(add, COUNTED.rejects, { reason });
  if (event.prediction !== null) countPrediction(event.prediction, add);
}

function countPrediction(facts: PredictionFacts, add: Add): void {
  const model_version = facts.modelVersion;
  increment(add, COUNTED.predictions, { model_version, digit: DIGITS[facts.digit]! });
  observe(add, COUNTED.confidence, { model_version }, facts.confidence);
  observe(add, COUNTED.entropy, { model_version }, facts.entropy);
  observe(add, COUNTED.inference, { model_version }, facts.inferenceSeconds);
  increment(add, COUNTED.formats, { format: facts.format });
  observe(add, COUNTED.pixels, {}, facts.pixels);
  increment(add, COUNTED.polarity, { polarity: facts.polarity });
  observe(add, COUNTED.inkShare, {}, facts.inkShare);
  observe(add, COUNTED.strokeWidth, {}, facts.strokeWidth);
  observe(add, COUNTED.aspect, {}, facts.aspect);
  observe(add, COUNTED.contrast, {}, facts.contrast);
}
