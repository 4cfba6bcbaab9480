import type { FRONT_CODES } from '../../../src/error-guide';
import { toProblem as toDetails } from '../../../src/problem-details';
import { commonHeaders, type RequestIds } from './common-headers';

/** Error codes of the front itself. */
export type FrontCode =
  | (typeof FRONT_CODES)[number]
  | 'request_timeout'
  | 'client_closed_request'
  | 'temporarily_overloaded';

/** An error response of the front itself, in the format of the Worker's errors (src/http/problem.ts). */
export interface FrontProblem {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Seconds after which to ask again: a runtime takes less than one to start, a queue that is full a few to move on. */
const RETRY_AFTER_SECONDS: Partial<Record<FrontCode, number>> = {
  service_unavailable: 1,
  temporarily_overloaded: 5,
};

/**
 * Renders an error of the front.
 * @param detail the action, the offending value, the limit; for people
 * @param crossOrigin `crossOriginHeaders()`
 */
export function toProblem(
  code: FrontCode,
  detail: string,
  ids: RequestIds,
  crossOrigin: readonly string[],
): FrontProblem {
  const problem = toDetails(code, detail, ids.requestId);
  const { status } = problem;
  const body = JSON.stringify(problem);
  const headers = [
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(Buffer.byteLength(body)),
    ...commonHeaders(ids, crossOrigin),
  ];
  const retryAfter = RETRY_AFTER_SECONDS[code];
  if (retryAfter !== undefined) headers.push('Retry-After', String(retryAfter));
  return { status, headers, body };
}
