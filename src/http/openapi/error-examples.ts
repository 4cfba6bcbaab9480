import { ERROR_CODES, type ErrorCode, ServiceError } from '../../errors';
import { statusOf, toProblem } from '../problem';
import { EXAMPLE_REQUEST_ID, EXAMPLES } from './examples';

/** What the service says in each case: a code without an example does not compile. */
const DETAILS: Record<ErrorCode, string> = EXAMPLES.errors;

/** A problem of each code that a client can receive, for the components of the document. */
export const PROBLEM_EXAMPLES = Object.fromEntries(
  ERROR_CODES.filter((code) => statusOf(code) !== 499).map((code) => {
    const value = toProblem(new ServiceError(code, DETAILS[code]), EXAMPLE_REQUEST_ID);
    return [code, { summary: code, value }];
  }),
);

/** References to the examples of these codes. */
export function problemExamples(codes: readonly ErrorCode[]) {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
}
