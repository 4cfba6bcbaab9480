import { ERROR_GUIDE, STATUS_TITLES } from '../../error-guide';
import type { ErrorCode } from '../../errors';
import { ProblemSchema } from '../problem';
import { problemExamples } from './error-examples';
import { type HeaderName, headerReferences } from './headers';

/** Headers that come with some errors. */
const HEADERS_BY_CODE: Partial<Record<ErrorCode, readonly HeaderName[]>> = {
  unsupported_encoding: ['Accept-Encoding'],
  rate_limited: ['Retry-After'],
  quota_exceeded: ['Retry-After'],
  missing_api_key: ['WWW-Authenticate'],
  invalid_api_key: ['WWW-Authenticate'],
  insufficient_role: ['WWW-Authenticate'],
  temporarily_overloaded: ['Retry-After'],
  key_store_unavailable: ['Retry-After'],
};

/** References to the headers that answers with these codes have. */
export function headersOf(codes: readonly ErrorCode[]) {
  return headerReferences(codes.flatMap((code) => HEADERS_BY_CODE[code] ?? []));
}

/** The OpenAPI responses of a route that can fail with these codes, each with an example. */
export function problemResponses(codes: readonly ErrorCode[]) {
  const statuses = [...new Set(codes.map((code) => ERROR_GUIDE[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => ERROR_GUIDE[code].status === status);
      const content = { schema: ProblemSchema, examples: problemExamples(own) };
      return [
        status,
        {
          headers: headersOf(own),
          description: `${STATUS_TITLES[status]}: ${own.join(', ')}`,
          content: { 'application/problem+json': content },
        },
      ];
    }),
  );
}
