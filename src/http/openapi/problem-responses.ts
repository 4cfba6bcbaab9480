import { ERROR_GUIDE, STATUS_TITLES } from '../../error-guide';
import type { ErrorCode } from '../../errors';
import { ProblemSchema } from '../problem';
import { problemExamples } from './error-examples';
import { type HeaderName, headerReferences } from './headers';

const HEADERS_OF: { readonly [Code in ErrorCode]?: readonly HeaderName[] } = {
  unsupported_encoding: ['Accept-Encoding'],
  rate_limited: ['Retry-After'],
  quota_exceeded: ['Retry-After'],
  temporarily_overloaded: ['Retry-After'],
};

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
          headers: headerReferences(own.flatMap((code) => HEADERS_OF[code] ?? [])),
          description: `${STATUS_TITLES[status]}: ${own.join(', ')}`,
          content: { 'application/problem+json': content },
        },
      ];
    }),
  );
}
