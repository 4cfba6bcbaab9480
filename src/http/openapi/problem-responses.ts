import { ERROR_GUIDE, type ErrorStatus, STATUS_TITLES } from '../../error-guide';
import type { ErrorCode } from '../../errors';
import { ProblemSchema } from '../problem';
import { problemExamples } from './error-examples';
import { type HeaderName, headerReferences } from './headers';

/** Headers that come with some errors. */
const HEADERS_BY_CODE: Partial<Record<ErrorCode, readonly HeaderName[]>> = {
  unsupported_encoding: ['Accept-Encoding'],
  rate_limited: ['Retry-After'],
  quota_exceeded: ['Retry-After'],
  idempotency_key_in_use: ['Retry-After'],
  missing_api_key: ['WWW-Authenticate'],
  invalid_api_key: ['WWW-Authenticate'],
  insufficient_role: ['WWW-Authenticate'],
  temporarily_overloaded: ['Retry-After'],
  key_store_unavailable: ['Retry-After'],
  too_many_jobs: ['Retry-After'],
  jobs_unavailable: ['Retry-After'],
  feedback_unavailable: ['Retry-After'],
};

/** The OpenAPI responses of a route that can fail with these codes, each with an example. */
export function problemResponses(codes: readonly ErrorCode[]) {
  return errorResponses(
    codes,
    (code) => ERROR_GUIDE[code].status,
    (own) => ({ 'application/problem+json': { schema: ProblemSchema, examples: problemExamples(own) } }),
  );
}

/**
 * One OpenAPI response for each status of these codes.
 * @param contentOf the body of an error with one of some codes
 */
export function errorResponses<Content>(
  codes: readonly ErrorCode[],
  statusOf: (code: ErrorCode) => ErrorStatus,
  contentOf: (codes: readonly ErrorCode[]) => Content,
) {
  const statuses = [...new Set(codes.map(statusOf))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => statusOf(code) === status);
      return [
        status,
        {
          headers: headerReferences(own.flatMap((code) => HEADERS_BY_CODE[code] ?? [])),
          description: `${STATUS_TITLES[status]}: ${own.join(', ')}`,
          content: contentOf(own),
        },
      ];
    }),
  );
}
