/** Every way a request can fail, as a closed set: clients and counters may rely on these names. */
export const ERROR_CODES = [
  // The request
  'missing_image',
  'invalid_request',
  'body_too_large',
  'too_many_parts',
  'not_found',
  'method_not_allowed',
  'unknown_model',
  'unsupported_encoding',
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

/** The one error class of the service. It knows nothing of HTTP: `http/problem.ts` turns codes into statuses. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  /**
   * @param code stable name of what went wrong
   * @param message for people: the action, the offending value, the limit; no full stop at the end
   * @param offset byte position in the input where it was noticed, or null if there is none
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly offset: number | null = null,
  ) {
    super(message);
  }
}
