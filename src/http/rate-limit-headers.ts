import type { HonoContext } from './hono-env';

/** A policy, as clients are told of it. */
export interface PolicyItem {
  /** Letters, digits and hyphens. */
  readonly name: string;
  readonly quota: number;
  /** Null where the window has no fixed length, as a month. */
  readonly windowSeconds: number | null;
}

/** Where a client stands at a policy. */
export interface StandingItem {
  readonly name: string;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/**
 * Adds policies to what the answer tells of them, and where the client stands.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11
 *
 * @param standings only of policies of which it is known: the draft wants the remaining quota or nothing
 */
export function tellLimits(
  c: HonoContext,
  policies: readonly PolicyItem[],
  standings: readonly StandingItem[],
): void {
  for (const { name, quota, windowSeconds } of policies) {
    const window = windowSeconds === null ? '' : `;w=${windowSeconds}`;
    c.header('RateLimit-Policy', `"${name}";q=${quota}${window}`, { append: true });
  }
  for (const { name, remaining, resetSeconds } of standings) {
    c.header('RateLimit', `"${name}";r=${remaining};t=${Math.ceil(resetSeconds)}`, { append: true });
  }
}
