import { REJECT_REASONS, type RejectReason } from '../../domain';
import type { ErrorCode } from '../../errors';

/**
 * The closed sets that label values come from. A value out of its set is folded into one that is in it, so
 * that nobody can make the number of series grow by asking for odd paths or inventing methods.
 */
export const METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'other'] as const;
export type Method = (typeof METHODS)[number];

export const STATUSES = [
  '200',
  '201',
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

/** The status of a request whose client went away before it was answered; nginx's number, in no RFC. */
export const CLIENT_CLOSED_REQUEST = 499;

/** Cloudflare's location hints: where metrics shards are. */
export const LOCATIONS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const;
export type Location = (typeof LOCATIONS)[number];

/** Where a request came from, in the same words; `unknown` where nothing tells, as on a machine of one's own. */
export const REQUEST_LOCATIONS = [...LOCATIONS, 'unknown'] as const;
export type RequestLocation = (typeof REQUEST_LOCATIONS)[number];

/** What becomes of a picture: it shows a digit, or it is rejected. */
export const OUTCOMES = ['digit', ...REJECT_REASONS] as const;

/**
 * Why an answered request is not counted: the storage took no delta for so long that repeats could not be told, or it was
 * replaced and whether the old one had counted the delta could not.
 */
export const LOSS_REASONS = ['too_old', 'storage_replaced'] as const;

/** What a client is limited by: requests in seconds, or pictures in a day or month. */
export const LIMIT_KINDS = ['rate', 'quota'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** What is watched for drift. The names appear in model cards, in `/drift` and as a label. */
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
export const RECOGNITION_ROUTES: readonly string[] = [PREDICT_ROUTE, '/predict/batch'];

/** What becomes of a picture that came with others. */
export const BATCH_RESULTS = ['answered', 'failed'] as const;

/** The route of a request that none of ours matched; the others are the patterns that are registered. */
export const UNMATCHED_ROUTE = 'not_found';

/** @returns the method in capitals where it is one of ours, `other` otherwise */
export function toMethod(method: string): Method {
  const upper = method.toUpperCase();
  return (METHODS as readonly string[]).includes(upper) ? (upper as Method) : 'other';
}

/** @returns the reason that an error code stands for where a picture was refused for what it shows, or null */
export function toRejectReason(code: ErrorCode | null): RejectReason | null {
  return REJECT_REASONS.find((reason) => reason === code) ?? null;
}

/**
 * An unknown status is counted as the first of its class, as clients have to treat it (RFC 9110, section 15).
 * @param status 200 to 599; 418 → '400', 502 → '500'
 */
export function toStatus(status: number): Status {
  const exact = String(status);
  if ((STATUSES as readonly string[]).includes(exact)) return exact as Status;
  if (status >= 500) return '500';
  if (status >= 400) return '400';
  return status >= 300 ? '300' : '200';
}

/** @returns whether a status says that what was asked was done (RFC 9110, section 15.3) */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
