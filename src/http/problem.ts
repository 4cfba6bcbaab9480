import { z } from '@hono/zod-openapi';
import type { HTTPException } from 'hono/http-exception';
import { type ErrorStatus, STATUS_TITLES } from '../error-guide';
import { ERROR_CODES, type ErrorCode, type ErrorFacts, type ServiceError } from '../errors';
import { ERROR_DOCS_PATH, type Problem, toProblem } from '../problem-details';
import type { HonoContext } from './hono-env';
import { answerProtocol, isProtocolPath } from './protocol-error';

const SECTION = `${ERROR_DOCS_PATH}#[a-z_]+`;
const TYPE = new RegExp(`^(${SECTION}|https://iana\\.org/assignments/http-problem-types#[a-z-]+)$`);

/** RFC 9457 problem details, with the original service's `detail` as a string and members of ours. */
export const ProblemSchema = z
  .object({
    type: z
      .string()
      .regex(TYPE)
      .openapi({
        format: 'uri-reference',
        description:
          'Identifies the kind of problem; also the address of its documentation, unless `documentation` is given',
        example: `${ERROR_DOCS_PATH}#unsupported_format`,
      }),
    title: z.string().openapi({ example: 'Unsupported Media Type' }),
    status: z.int().openapi({ example: 415 }),
    detail: z.string().openapi({ description: 'For people: what was wrong and how to fix it' }),
    code: z.enum(ERROR_CODES).openapi({ example: 'unsupported_format' }),
    request_id: z.string(),
    documentation: z
      .string()
      .regex(new RegExp(`^${SECTION}$`))
      .optional()
      .openapi({
        format: 'uri-reference',
        description: 'The address of what there is to know about the code, where `type` is a registered one',
      }),
    'violated-policies': z
      .array(z.string())
      .optional()
      .openapi({ description: 'The limits that the request exceeds, as `RateLimit-Policy` names them' }),
  })
  .openapi('Problem');

/** Renders an error of ours. */
export function renderProblem(c: HonoContext, error: ServiceError): Response {
  const { code, message, facts } = error;
  const problem = toProblem(code, message, c.get('requestId'), facts.violatedPolicies);
  for (const [name, value] of Object.entries(headersOf(facts))) c.header(name, value);
  return answer(c, problem);
}

/** Renders an error that Hono or middleware threw, under its own status and with its own headers. */
export function renderException(c: HonoContext, exception: HTTPException): Response {
  const { status, message, res } = exception;
  const title = titleOf(status);
  const problem = toProblem(codeOf(status), message || title, c.get('requestId'));
  for (const [name, value] of res?.headers ?? []) {
    if (!/^content-/i.test(name)) c.header(name, value, { append: true });
  }
  return answer(c, { ...problem, title, status });
}

function answer(c: HonoContext, problem: Problem): Response {
  c.set('errorCode', problem.code);
  if (isProtocolPath(c.req.path)) return answerProtocol(c, problem);
  // Hono's type for the status allows standard ones only.
  return c.body(JSON.stringify(problem), problem.status as 400, {
    'Content-Type': 'application/problem+json',
  });
}

/** Response headers of an error (RFC 9110 §10.2.1, §10.2.3, §11.6.1, §12.5.3). */
function headersOf({ allowedMethods, acceptedCodings, challenge, retryAfterSeconds }: ErrorFacts) {
  return {
    ...(allowedMethods && { Allow: allowedMethods.join(', ') }),
    ...(acceptedCodings && { 'Accept-Encoding': acceptedCodings.join(', ') }),
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(Math.ceil(retryAfterSeconds)) }),
  };
}

/** The code of an error of which only the status is known. */
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

/** @returns the name of a status, or that of its class if it is unknown (RFC 9110 §15) */
function titleOf(status: number): string {
  return STATUS_TITLES[status as ErrorStatus] ?? STATUS_TITLES[status < 500 ? 400 : 500];
}
