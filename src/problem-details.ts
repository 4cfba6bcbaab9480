import { ERROR_GUIDE, STATUS_TITLES } from './error-guide';
import type { ErrorCode } from './errors';

/** An error as it is sent: RFC 9457 problem details, with members of ours. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly request_id: string;
  /** The address of the section about the code, where `type` is another. */
  readonly documentation?: string;
  readonly 'violated-policies'?: readonly string[];
}

/** Of the examples that `npm run openapi` records: the `detail` of each code, and the request id of all. */
export interface RecordedErrors {
  readonly requestId: string;
  readonly errors: Readonly<Record<string, string>>;
}

/** What examples of these problems name as exceeded. */
const EXAMPLE_VIOLATIONS: { readonly [Code in ErrorCode]?: readonly string[] } = {
  rate_limited: ['predict'],
  quota_exceeded: ['daily'],
};

/** The page with a section for each code. */
export const ERROR_DOCS_PATH = '/docs/errors';

/**
 * Describes an error to clients.
 * @param detail for people: the action, the offending value, the limit
 * @param violatedPolicies the limits that the request exceeds, by name
 */
export function toProblem(
  code: ErrorCode,
  detail: string,
  requestId: string,
  violatedPolicies?: readonly string[],
): Problem {
  const { status, type } = ERROR_GUIDE[code];
  return {
    type: type ?? documentationOf(code),
    title: STATUS_TITLES[status],
    status,
    detail,
    code,
    request_id: requestId,
    ...(type !== undefined && { documentation: documentationOf(code) }),
    ...(violatedPolicies && { 'violated-policies': violatedPolicies }),
  };
}

/** Example of a problem with that code. */
export function exampleProblem(code: ErrorCode, { errors, requestId }: RecordedErrors): Problem {
  return toProblem(code, errors[code]!, requestId, EXAMPLE_VIOLATIONS[code]);
}

/**
 * The address of the section about a code.
 *
 * A relative reference with the full path, as RFC 9457 §3.1.1 recommends for types that are not absolute: the same text
 * on every host and for every path, so that clients can compare it, and known to the server in front of the Worker.
 * Behind a proxy that strips a prefix it still identifies the problem, but a client that follows it has to add the prefix.
 */
function documentationOf(code: ErrorCode): string {
  return `${ERROR_DOCS_PATH}#${code}`;
}
