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
  'client_closed_request',
  // The image
  'unsupported_format',
  'unsupported_png',
  'unsupported_jpeg',
  'corrupt_png',
  'corrupt_jpeg',
  'too_many_pixels',
  'side_too_long',
  'too_many_bytes',
  // The picture, where the client wants nothing but digits answered
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

/** What programs may want to know about an error besides its code. */
export interface ErrorFacts {
  /** Byte position in the input where it was noticed, or null. */
  readonly offset?: number | null;
  /** What may be asked instead, where something else was. */
  readonly allowedMethods?: readonly string[];
  /** How a body may be compressed, where it was in another way. */
  readonly acceptedCodings?: readonly string[];
  /** How to say who one is, where nobody did: a challenge such as `Bearer realm="digits"` (RFC 9110 §11.3). */
  readonly challenge?: string;
  /** Seconds after which it may be worth trying again. */
  readonly retryAfterSeconds?: number;
  /** The limits that the request exceeds, as the header `RateLimit-Policy` names them. */
  readonly violatedPolicies?: readonly string[];
}

/** The one error class of the service. It knows nothing of HTTP: `http/problem.ts` makes statuses and headers of it. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  /**
   * @param code stable name of what went wrong
   * @param message for people: the action, the offending value, the limit; no full stop at the end
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
