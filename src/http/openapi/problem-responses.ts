import { ERROR_GUIDE, STATUS_TITLES } from '../../error-guide';
import type { ErrorCode } from '../../errors';
import { ProblemSchema } from '../problem';
import { problemExamples } from './error-examples';
import { headerReferences } from './headers';

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
          headers: headerReferences([
            ...(own.includes('unsupported_encoding') ? (['Accept-Encoding'] as const) : []),
            ...(own.includes('temporarily_overloaded') ? (['Retry-After'] as const) : []),
          ]),
          description: `${STATUS_TITLES[status]}: ${own.join(', ')}`,
          content: { 'application/problem+json': content },
        },
      ];
    }),
  );
}
