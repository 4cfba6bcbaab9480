/** Errors of a picture that cannot be read. */
export const PICTURE_CODES = [
  'unsupported_format',
  'unsupported_png',
  'unsupported_jpeg',
  'corrupt_png',
  'corrupt_jpeg',
  'too_many_pixels',
  'side_too_long',
  'too_many_bytes',
] as const;

/** Every way a request can fail, as a closed set: clients and counters may rely on these names. */
export const ERROR_CODES = [
  // The request
  'missing_image',
  'invalid_request',
  'body_too_large',
  'too_many_parts',
  'too_many_images',
  'not_found',
  'method_not_allowed',
  'unknown_model',
  'unsupported_encoding',
  'rate_limited',
  'quota_exceeded',
  'idempotency_key_in_use',
  'idempotency_key_reused',
  'length_required',
  'client_closed_request',
  // Who asks
  'missing_api_key',
  'invalid_api_key',
  'insufficient_role',
  'key_store_unavailable',
  'unknown_key',
  'key_exists',
  'too_many_keys',
  // Which model answers
  'traffic_store_unavailable',
  'nothing_to_roll_back',
  'restore_unsupported',
  // Feedback
  'feedback_off',
  'unknown_prediction',
  'feedback_unavailable',
  // Jobs
  'unknown_job',
  'wrong_job_state',
  'too_many_jobs',
  'corrupt_archive',
  'unsupported_archive',
  'jobs_unavailable',
  ...PICTURE_CODES,
  // The picture, in a strict request
  'blank',
  'no_contrast',
  'several_objects',
  'not_a_digit',
  // The service
  'model_unavailable',
  'temporarily_overloaded',
  'internal_error',
  // Before the service: the HTTP server of `npm start`
  'malformed_request',
  'request_timeout',
  'headers_too_large',
  'expectation_failed',
  'not_implemented',
  'service_unavailable',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code);
}

/** Machine-readable details of an error besides its code. */
export interface ErrorFacts {
  /** Byte offset in the input where it was detected, or null. */
  readonly offset?: number | null;
  /** Methods that the path supports, for an unsupported one. */
  readonly allowedMethods?: readonly string[];
  /** Supported compressions, for an unsupported one. */
  readonly acceptedCodings?: readonly string[];
  /** Challenge for missing or wrong credentials, such as `Bearer realm="digits"` (RFC 9110 §11.3). */
  readonly challenge?: string;
  /** Seconds after which a retry may succeed. */
  readonly retryAfterSeconds?: number;
  /** The limits that the request exceeds, as the header `RateLimit-Policy` names them. */
  readonly violatedPolicies?: readonly string[];
}

/** The only error class of the service. Independent of HTTP: `http/problem.ts` maps it to a status and headers. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  /**
   * @param code stable name of the error
   * @param message for people: the action, the offending value, the limit; without a full stop
   * @param facts for programs
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly facts: ErrorFacts = {},
  ) {
    super(message);
  }
}
