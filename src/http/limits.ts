import type { LimitKind } from '../metrics/series/labels';
import type { HonoContext } from './hono-env';

/** A limit and the client's usage of it. */
export interface LimitStanding {
  /** Letters, digits and hyphens. */
  readonly name: string;
  readonly quota: number;
  /** Null if the window has no fixed length, such as a month. */
  readonly windowSeconds: number | null;
  /** Null if unknown. */
  readonly remaining: number | null;
  /** Seconds until more requests are available. */
  readonly resetSeconds: number;
}

/**
 * Adds limits to the headers of the response. `RateLimit` is omitted if the remaining quota is unknown: the draft requires it.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11
 */
export function tellLimits(c: HonoContext, standings: readonly LimitStanding[]): void {
  for (const { name, quota, windowSeconds, remaining, resetSeconds } of standings) {
    const window = windowSeconds === null ? '' : `;w=${windowSeconds}`;
    c.header('RateLimit-Policy', `"${name}";q=${quota}${window}`, { append: true });
    if (remaining === null) continue;
    c.header('RateLimit', `"${name}";r=${remaining};t=${Math.ceil(resetSeconds)}`, { append: true });
  }
}

/** Records that a request was admitted because a limit could not be checked. */
export function noteUnchecked(c: HonoContext, kind: LimitKind): void {
  c.set('uncheckedLimits', [...(c.get('uncheckedLimits') ?? []), kind]);
}

/** @returns whole seconds until the resets are all past, 1 upwards, for `Retry-After` */
export function secondsUntil(resets: readonly number[]): number {
  return Math.max(1, ...resets.map(Math.ceil));
}
