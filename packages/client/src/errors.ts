import type { components } from './openapi.js';

/** Codes of the service's errors: a closed set, described in its `/docs/errors`. */
export type ServiceErrorCode = components['schemas']['Problem']['code'];

/**
 * Codes of errors that the client itself finds: no connection, no answer in time, an answer that is not the service's (of a proxy, for
 * instance), or a file or address that cannot be read.
 */
export type ClientErrorCode = 'network_error' | 'timeout' | 'unexpected_response' | 'unreadable_file';

export type ErrorCode = ServiceErrorCode | ClientErrorCode;

/** Facts about an error besides its code and message. */
export interface DigitsErrorFacts {
  /** HTTP status; null if there was no response. */
  readonly status?: number | null;
  /** Names the request in the log of the service. */
  readonly requestId?: string | null;
  /** Seconds after which the service asks to retry. */
  readonly retryAfterSeconds?: number | null;
  readonly cause?: unknown;
}

/** The only error that the client throws, except for the reason with which the caller aborts. Programs go by its `code`. */
export class DigitsError extends Error {
  override readonly name = 'DigitsError';
  readonly status: number | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { status = null, requestId = null, retryAfterSeconds = null, cause }: DigitsErrorFacts = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * The error that a response says.
 * @param body parsed if it is JSON, otherwise its text
 */
export function toDigitsError(response: Response, body: unknown): DigitsError {
  const facts = {
    status: response.status,
    requestId: response.headers.get('X-Request-Id'),
    retryAfterSeconds: readRetryAfter(response.headers.get('Retry-After'), Date.now()),
  };
  if (isProblem(body)) return new DigitsError(body.code, body.detail, facts);
  const message = `Cannot understand the response: status ${response.status} without a problem of the service; check the address`;
  return new DigitsError('unexpected_response', message, facts);
}

/**
 * Reads `Retry-After` (RFC 9110, section 10.2.3): seconds or a date.
 * @param now milliseconds since 1970
 * @returns seconds from now, 0 upwards; null if there is none
 */
export function readRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  // Engines read almost anything as a date; those of HTTP begin with a weekday.
  const at = /^\s*[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, (at - now) / 1000);
}

function isProblem(body: unknown): body is { readonly code: ServiceErrorCode; readonly detail: string } {
  if (typeof body !== 'object' || body === null) return false;
  const { code, detail } = body as Record<string, unknown>;
  return typeof code === 'string' && typeof detail === 'string';
}
