import { z } from '@hono/zod-openapi';
import type { HTTPException } from 'hono/http-exception';
import { ERROR_CODES, type ErrorCode, type ErrorFacts, ServiceError } from '../errors';
import type { HonoContext } from './hono-env';

/** RFC 9457 problem details, with the original service's `detail` as a string and two members of ours. */
export const ProblemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string().openapi({ example: 'Unsupported Media Type' }),
    status: z.int().openapi({ example: 415 }),
    detail: z.string().openapi({ description: 'For people: what was wrong and what to do about it' }),
    code: z.enum(ERROR_CODES).openapi({ example: 'unsupported_format' }),
    request_id: z.string(),
  })
  .openapi('Problem');
type Problem = z.infer<typeof ProblemSchema>;

/** Every status that an error of ours can have, and its name. */
export const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};
export type ProblemStatus = keyof typeof TITLES;

/** The status of each error code; a code without one does not compile. */
export function statusOf(code: ErrorCode): ProblemStatus {
  switch (code) {
    case 'corrupt_png':
    case 'corrupt_jpeg':
    case 'malformed_request':
      return 400;
    case 'not_found':
    case 'unknown_model':
      return 404;
    case 'method_not_allowed':
      return 405;
    case 'request_timeout':
      return 408;
    case 'body_too_large':
    case 'too_many_parts':
    case 'too_many_pixels':
    case 'side_too_long':
    case 'too_many_bytes':
      return 413;
    case 'unsupported_encoding':
    case 'unsupported_format':
    case 'unsupported_png':
    case 'unsupported_jpeg':
      return 415;
    case 'missing_image':
    case 'invalid_request':
    case 'blank':
    case 'no_contrast':
    case 'several_objects':
    case 'not_a_digit':
      return 422;
    case 'client_closed_request':
      return 499;
    case 'internal_error':
      return 500;
    case 'expectation_failed':
      return 417;
    case 'headers_too_large':
      return 431;
    case 'not_implemented':
      return 501;
    case 'service_unavailable':
    case 'model_unavailable':
      return 503;
  }
}

/** Renders an error of ours. */
export function renderProblem(c: HonoContext, error: ServiceError): Response {
  const problem = toProblem(error, c.get('requestId'));
  for (const [name, value] of Object.entries(headersOf(error.facts))) c.header(name, value);
  return answer(c, problem);
}

/** Renders an error that Hono or middleware threw, under its own status and with its own headers. */
export function renderException(c: HonoContext, exception: HTTPException): Response {
  const { status, message, res } = exception;
  const title = titleOf(status);
  const error = new ServiceError(codeOf(status), message || title);
  for (const [name, value] of res?.headers ?? []) {
    if (!/^content-/i.test(name)) c.header(name, value, { append: true });
  }
  return answer(c, { ...toProblem(error, c.get('requestId')), title, status });
}

function answer(c: HonoContext, problem: Problem): Response {
  c.set('errorCode', problem.code);
  // The type of the second parameter is that of statuses which RFCs know.
  return c.body(JSON.stringify(problem), problem.status as 400, {
    'Content-Type': 'application/problem+json',
  });
}

/** The body of the answer that tells of an error. */
export function toProblem(error: ServiceError, requestId: string): Problem {
  const status = statusOf(error.code);
  return {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
  };
}

/** What an error says in headers (RFC 9110 §10.2.1, §10.2.3, §11.6.1, §12.5.3). */
function headersOf({ allowedMethods, acceptedCodings, challenge, retryAfterSeconds }: ErrorFacts) {
  return {
    ...(allowedMethods && { Allow: allowedMethods.join(', ') }),
    ...(acceptedCodings && { 'Accept-Encoding': acceptedCodings.join(', ') }),
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(Math.ceil(retryAfterSeconds)) }),
  };
}

/** The code of an error of which nothing but the status is known. */
function codeOf(status: number): ErrorCode {
  switch (status) {
    case 400:
      return 'malformed_request';
    case 404:
      return 'not_found';
    case 405:
      return 'method_not_allowed';
    case 408:
      return 'request_timeout';
    case 413:
      return 'body_too_large';
    case 503:
      return 'service_unavailable';
    default:
      return status < 500 ? 'invalid_request' : 'internal_error';
  }
}

/** @returns the name of a status; of one that is not ours, that of its class (RFC 9110 §15) */
function titleOf(status: number): string {
  return TITLES[status as ProblemStatus] ?? TITLES[status < 500 ? 400 : 500];
}
