import { DIGITS } from '../../domain';
import type { ErrorCode } from '../../errors';
import { COUNTED } from '../series/catalogue';
import {
  type ASSIGNED_RESULTS,
  CLIENT_CLOSED_REQUEST,
  isSuccess,
  PREDICT_ROUTE,
  SHADOW_RESULTS,
  toRejectReason,
  toStatus,
} from '../series/labels';
import { type Add, counterCell, increment, observe } from '../series/series';
import type { PictureOutcomes, PredictionFacts, RequestEvent, ShadowEvent } from './event';

/**
 * Converts a finished request into additions to cells.
 * @param add receives each addition
 */
export function countEvent(event: RequestEvent, add: Add): void {
  const { route, method, location } = event;
  increment(add, COUNTED.requests, { route, method, status: toStatus(event.status) });
  increment(add, COUNTED.requestsByLocation, { location });
  if (event.keyName !== null) increment(add, COUNTED.requestsByKey, { key_name: event.keyName });
  // The duration of a request whose client disconnected says nothing about our speed.
  if (event.status !== CLIENT_CLOSED_REQUEST)
    observe(add, COUNTED.duration, { route }, event.durationSeconds);
  if (event.errorCode !== null) countError(event.errorCode, add);
  for (const { modelVersion: model_version, isCorrect } of event.labels)
    increment(add, COUNTED.labels, { model_version, result: isCorrect ? 'correct' : 'wrong' });
  if (event.digitCount !== null) observe(add, COUNTED.numberDigits, {}, event.digitCount);
  for (const limit of event.uncheckedLimits) increment(add, COUNTED.unchecked, { limit });
  if (event.assignment !== null) countAssigned(event, event.assignment, add);
  if (route !== PREDICT_ROUTE && isSuccess(event.status)) countResults(COUNTED.batchPictures, event, add);
  countPictures(event, isSuccess(event.status), add);
}

/** Converts what a shadow made of pictures. */
export function countShadow({ modelVersion: model_version, results }: ShadowEvent, add: Add): void {
  for (const result of SHADOW_RESULTS) {
    const pictures = results[result] ?? 0;
    if (pictures > 0) add(counterCell(COUNTED.shadows, { model_version, result }), pictures);
  }
}

/** Pictures that cannot be read are the client's, not the version's. */
function countAssigned(
  { predictions, errorCode, status }: Pick<RequestEvent, 'predictions' | 'errorCode' | 'status'>,
  { version: model_version, assignedBy: assigned_by }: NonNullable<RequestEvent['assignment']>,
  add: Add,
): void {
  const count = (result: (typeof ASSIGNED_RESULTS)[number]) =>
    increment(add, COUNTED.assigned, { model_version, assigned_by, result });
  for (const { rejectReason, inferenceSeconds } of predictions) {
    count(rejectReason === null ? 'digit' : 'no_digit');
    // Clients that name their version are not comparable: one of them may send nothing but large photographs.
    if (assigned_by === 'split') observe(add, COUNTED.assignedDuration, { model_version }, inferenceSeconds);
  }
  if (predictions.length > 0) return;
  if (toRejectReason(errorCode) !== null) count('no_digit');
  if (status >= 500) count('failed');
}

/**
 * Converts what became of pictures of a job into additions to cells. A job is one client, whose pictures may outnumber those of all
 * others: it does not take part in the comparison of what the traffic split assigned.
 */
export function countJobPictures(
  outcome: PictureOutcomes,
  assignment: NonNullable<RequestEvent['assignment']>,
  add: Add,
): void {
  if (assignment.assignedBy !== 'split')
    countAssigned({ ...outcome, errorCode: null, status: 200 }, assignment, add);
  countResults(COUNTED.jobPictures, outcome, add);
  countPictures(outcome, true, add);
}

function countResults(
  series: typeof COUNTED.batchPictures | typeof COUNTED.jobPictures,
  { predictions, pictureErrors }: PictureOutcomes,
  add: Add,
): void {
  if (predictions.length > 0) add(counterCell(series, { result: 'answered' }), predictions.length);
  if (pictureErrors.length > 0) add(counterCell(series, { result: 'failed' }), pictureErrors.length);
}

function countPictures({ predictions, pictureErrors }: PictureOutcomes, isAnswered: boolean, add: Add): void {
  for (const code of pictureErrors) countError(code, add);
  for (const facts of predictions) {
    countPicture(facts, add);
    // Neither the guess for a blank sheet nor a digit that was not sent counts as a prediction.
    if (facts.rejectReason === null && isAnswered) countDigit(facts, add);
  }
}

function countError(code: ErrorCode, add: Add): void {
  increment(add, COUNTED.failures, { code });
  const reason = toRejectReason(code);
  if (reason !== null) increment(add, COUNTED.rejects, { reason });
}

/** Counts what applies to every decoded picture. */
function countPicture(facts: PredictionFacts, add: Add): void {
  observe(add, COUNTED.inference, { model_version: facts.modelVersion }, facts.inferenceSeconds);
  increment(add, COUNTED.formats, { format: facts.format });
  if (facts.rejectReason !== null) increment(add, COUNTED.rejects, { reason: facts.rejectReason });
  observe(add, COUNTED.pixels, {}, facts.pixels);
}

/** Counts what applies only to pictures of a digit. */
function countDigit(facts: PredictionFacts, add: Add): void {
  const model_version = facts.modelVersion;
  increment(add, COUNTED.predictions, { model_version, digit: DIGITS[facts.digit]! });
  observe(add, COUNTED.confidence, { model_version }, facts.confidence);
  observe(add, COUNTED.entropy, { model_version }, facts.entropy);
  increment(add, COUNTED.polarity, { polarity: facts.polarity });
  observe(add, COUNTED.inkShare, {}, facts.inkShare);
  observe(add, COUNTED.strokeWidth, {}, facts.strokeWidth);
  observe(add, COUNTED.aspect, {}, facts.aspect);
  observe(add, COUNTED.contrast, {}, facts.contrast);
}
