import { STATUS_CODES } from 'node:http';

/** Every way in which the front itself refuses a request: the last of src/errors.ts. */
export const FRONT_STATUSES = {
  malformed_request: 400,
  request_timeout: 408,
  expectation_failed: 417,
  headers_too_large: 431,
  client_closed_request: 499,
  not_implemented: 501,
  service_unavailable: 503,
} as const;

export type FrontCode = keyof typeof FRONT_STATUSES;

/** An answer of the front's own, in the form of the Worker's errors (src/http/problem.ts). */
export interface FrontProblem {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Seconds after which to ask again, when there is no runtime. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Renders an error of the front.
 * @param detail the action, the offending value, the limit; for people
 */
export function toProblem(code: FrontCode, detail: string, requestId: string): FrontProblem {
  const status = FRONT_STATUSES[code];
  const title = STATUS_CODES[status] ?? 'Client Closed Request';
  const problem = { type: 'about:blank', title, status, detail, code, request_id: requestId };
  const body = JSON.stringify(problem);
  const headers = [
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'X-Request-Id',
    requestId,
    'Access-Control-Allow-Origin',
    '*',
    'Access-Control-Expose-Headers',
    'X-Request-Id',
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    'Content-Security-Policy',
    "default-src 'none'; frame-ancestors 'none'",
  ];
  if (status === 503) headers.push('Retry-After', String(RETRY_AFTER_SECONDS));
  return { status, headers, body };
}
