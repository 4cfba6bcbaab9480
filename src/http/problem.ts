import { z } from '@hono/zod-openapi';
import { ERROR_CODES, type ErrorCode, type ServiceError } from '../errors';
import { ACCEPTED_CODINGS } from './body/content-coding';
import type { HonoContext } from './hono-env';

/** Every status that an error of ours can have. */
export type ProblemStatus = 400 | 404 | 405 | 408 | 413 | 415 | 417 | 422 | 431 | 499 | 500 | 501 | 503;

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

export const TITLES: Record<ProblemStatus, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  431: 'Request Header Fields Too Large',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

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

/** Renders an error; the only place that does. Extra headers may be given, such as `Allow`. */
export function renderProblem(
  c: HonoContext,
  error: ServiceError,
  headers: Record<string, string> = {},
): Response {
  c.set('errorCode', error.code);
  const problem = toProblem(error, c.get('requestId'));
  if (error.code === 'unsupported_encoding') c.header('Accept-Encoding', ACCEPTED_CODINGS);
  // 499 is in no RFC, so Hono's type lacks it.
  return c.body(JSON.stringify(problem), problem.status as Exclude<ProblemStatus, 499>, {
    'Content-Type': 'application/problem+json',
    ...headers,
  });
}

/** The body of the answer that tells of an error. */
export function toProblem(error: ServiceError, requestId: string): z.infer<typeof ProblemSchema> {
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
