import { ApiProblem, Unreachable } from './ask';

/** What keeps the picture from being read. */
export type Trouble =
  | { readonly kind: 'offline' }
  | { readonly kind: 'unreachable' }
  /** Too many requests, or too busy a service: `until` is in milliseconds since 1970. */
  | { readonly kind: 'wait'; readonly until: number; readonly isBusy: boolean }
  | { readonly kind: 'key'; readonly detail: string | null }
  /** `code` leads to the page about errors, if there is one. */
  | { readonly kind: 'refused'; readonly detail: string; readonly code: string | null };

/** @param now milliseconds since 1970 */
export function troubleOf(error: unknown, now: number, isOnline: boolean): Trouble {
  if (error instanceof Unreachable) return { kind: isOnline ? 'unreachable' : 'offline' };
  if (!(error instanceof ApiProblem)) return { kind: 'refused', detail: String(error), code: null };
  const { status, code, message, retryAfterSeconds } = error;
  if (retryAfterSeconds !== null && (status === 429 || status === 503)) {
    return { kind: 'wait', until: now + retryAfterSeconds * 1000, isBusy: status === 503 };
  }
  if (code === 'missing_api_key') return { kind: 'key', detail: null };
  if (status === 401 || status === 403) return { kind: 'key', detail: message };
  return { kind: 'refused', detail: message, code: code === 'unknown' ? null : code };
}
