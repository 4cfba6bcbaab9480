import { REJECT_REASONS, type RejectReason } from '../../domain';
import type { ErrorCode } from '../../errors';

/**
 * The closed sets of label values. Values outside a set are mapped to one in it, so that clients cannot increase the number
 * of series with unusual paths or invented methods.
 */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'other'] as const;
export type Method = (typeof METHODS)[number];

export const STATUSES = [
  '200',
  '201',
  '202',
  '204',
  '300',
  '304',
  '400',
  '401',
  '403',
  '404',
  '405',
  '406',
  '408',
  '409',
  '411',
  '413',
  '415',
  '417',
  '422',
  '429',
  '431',
  '499',
  '500',
  '501',
  '503',
] as const;
export type Status = (typeof STATUSES)[number];

/** The status of a request whose client disconnected before the response; nginx's number, not in any RFC. */
export const CLIENT_CLOSED_REQUEST = 499;

/** Cloudflare's location hints: the locations of metrics shards. */
export const LOCATIONS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const;
export type Location = (typeof LOCATIONS)[number];

/** Origins of requests, by the same names; `unknown` if there is no information, as with `npm start`. */
export const REQUEST_LOCATIONS = [...LOCATIONS, 'unknown'] as const;
export type RequestLocation = (typeof REQUEST_LOCATIONS)[number];

/** Outcomes for a picture: it shows a digit, or is rejected. */
export const OUTCOMES = ['digit', ...REJECT_REASONS] as const;

/**
 * Why a request is not counted: its delta was so old that the shard could no longer detect a repetition, or the storage was
 * replaced and it is unknown whether the old one had counted the delta.
 */
export const LOSS_REASONS = ['too_old', 'storage_replaced'] as const;

/** What a client is limited by: requests in seconds, or pictures in a day or month. */
export const LIMIT_KINDS = ['rate', 'quota'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** Pictures of a lane are worked on one after another. */
export const LANES = ['medium', 'large', 'costly', 'batch'] as const;

/** Sizes of bodies that share memory. */
export const BODY_SIZES = ['small', 'medium', 'large'] as const;

/** Features that are watched for drift. The names appear in model cards, in `/drift` and as a label. */
export const DRIFT_FEATURES = [
  'ink_share',
  'stroke_width',
  'aspect',
  'contrast',
  'polarity',
  'confidence',
  'entropy',
  'predicted_class',
  'outcome',
] as const;
export type DriftFeature = (typeof DRIFT_FEATURES)[number];

/** The route that recognises one picture. */
export const PREDICT_ROUTE = '/predict';

/** All routes that recognise pictures; on those besides `/predict`, one request may have several. */
export const RECOGNITION_ROUTES: readonly string[] = [
  PREDICT_ROUTE,
  '/predict/batch',
  '/predict/number',
  '/v2/models/:model/infer',
  '/v2/models/:model/versions/:version/infer',
  '/v1/models/:model:predict',
  '/v1/models/:model/versions/:version:predict',
];

/** What becomes of a picture that came with others. */
export const BATCH_RESULTS = ['answered', 'failed'] as const;

/** What a version made of a picture that was assigned to it. */
export const ASSIGNED_RESULTS = ['digit', 'no_digit', 'failed'] as const;

/** What became of a picture that a shadow should have read: the same answer, another, an error, or no time for it. */
export const SHADOW_RESULTS = ['agrees', 'differs', 'failed', 'skipped'] as const;
export type ShadowResult = (typeof SHADOW_RESULTS)[number];

/** Whether a label says the same as the prediction. */
export const LABEL_RESULTS = ['correct', 'wrong'] as const;

/** How jobs end. */
export const JOB_ENDS = ['completed', 'failed', 'cancelled', 'expired'] as const;
export type JobEnd = (typeof JOB_ENDS)[number];

/** The route label of unmatched requests; the others are the registered patterns. */
export const UNMATCHED_ROUTE = 'not_found';

/** @returns the method in upper case if it is in the set, otherwise `other` */
export function toMethod(method: string): Method {
  const upper = method.toUpperCase();
  return (METHODS as readonly string[]).includes(upper) ? (upper as Method) : 'other';
}

/** @returns the reject reason that an error code stands for, or null */
export function toRejectReason(code: ErrorCode | null): RejectReason | null {
  return REJECT_REASONS.find((reason) => reason === code) ?? null;
}

/**
 * Maps an unknown status to the first of its class, as clients have to treat it (RFC 9110, section 15).
 * @param status 200 to 599; 418 → '400', 502 → '500'
 */
export function toStatus(status: number): Status {
  const exact = String(status);
  if ((STATUSES as readonly string[]).includes(exact)) return exact as Status;
  if (status >= 500) return '500';
  if (status >= 400) return '400';
  return status >= 300 ? '300' : '200';
}

/** @returns whether a status means success (RFC 9110, section 15.3) */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
