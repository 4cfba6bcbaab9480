import { apiKey } from './key';

/** The service refused or failed: problem details (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  /**
   * @param code one of those on the page about errors, or `unknown`
   * @param retryAfterSeconds null if the service does not say when to ask again
   */
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(detail);
  }
}

/** The service could not be reached. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/**
 * Sends a request to the service that this page came from.
 *
 * @param path relative to the page, since a proxy may put any path before it
 * @returns a response of 2xx, or 304 to a request with `If-None-Match`
 * @throws ApiProblem for any other status
 * @throws Unreachable if there is no response
 * @throws DOMException `AbortError` if the signal aborts it
 */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (apiKey.value !== '') headers.set('Authorization', `Bearer ${apiKey.value}`);
  const response = await fetch(path, { ...init, headers }).catch((error: unknown) => {
    if (error instanceof TypeError) throw new Unreachable(error.message);
    throw error;
  });
  if (response.ok || response.status === 304) return response;
  throw await readProblem(response);
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const { status, statusText, headers } = response;
  const wait = Number(headers.get('Retry-After') ?? Number.NaN);
  const problem: { code?: string; detail?: string } = await response.json().catch(() => ({}));
  return new ApiProblem(
    status,
    problem.code ?? 'unknown',
    problem.detail ?? `${status} ${statusText}`,
    Number.isNaN(wait) ? null : wait,
  );
}
