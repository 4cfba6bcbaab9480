import type { ErrorCode } from '../../errors';
import { ProblemSchema, statusOf, TITLES } from '../problem';
import { problemExamples } from './error-examples';

/** The OpenAPI responses of a route that can fail with these codes, each with an example. */
export function problemResponses(codes: readonly ErrorCode[]) {
  const statuses = [...new Set(codes.map(statusOf))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => statusOf(code) === status);
      const content = { schema: ProblemSchema, examples: problemExamples(own) };
      return [
        status,
        {
          description: `${TITLES[status]}: ${own.join(', ')}`,
          content: { 'application/problem+json': content },
        },
      ];
    }),
  );
}
