import { ERROR_GUIDE } from '../../error-guide';
import { ERROR_CODES, type ErrorCode } from '../../errors';
import { exampleProblem, type Problem } from '../../problem-details';
import { EXAMPLES } from './examples';

/** The `detail` of each example: a code without one does not compile. */
const DETAILS: Record<ErrorCode, string> = EXAMPLES.errors;

/** Example response with that code. */
export function exampleOf(code: ErrorCode): Problem {
  return exampleProblem(code, { requestId: EXAMPLES.requestId, errors: DETAILS });
}

/** A problem of each code that a client can receive, for the components of the document. */
export const PROBLEM_EXAMPLES = Object.fromEntries(
  ERROR_CODES.filter((code) => ERROR_GUIDE[code].status !== 499).map((code) => [
    code,
    { summary: code, value: exampleOf(code) },
  ]),
);

/** References to the examples of these codes. */
export function problemExamples(codes: readonly ErrorCode[]) {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
}
