import type { MetricsSnapshot } from '../metrics/shards/client/merge';

/** Several scrapers read the same snapshot: its tag is computed once. */
const tags = new WeakMap<MetricsSnapshot, Promise<string>>();

/**
 * Identifies the state of the figures. Weak, because the response also contains the time and the uptime.
 * @param form the rendering, such as `json`
 * @returns the value of an `ETag` header (RFC 9110, section 8.8.3)
 */
export async function figuresTag(snapshot: MetricsSnapshot, form: string): Promise<string> {
  const tag = tags.get(snapshot) ?? digest(snapshot);
  tags.set(snapshot, tag);
  return `W/"${form}-${await tag}"`;
}

/** Whether a client already has these figures, by its `If-None-Match` (RFC 9110, section 13.1.2). */
export function matchesTag(ifNoneMatch: string | null, tag: string): boolean {
  return ifNoneMatch?.split(',').some((candidate) => [tag, '*'].includes(candidate.trim())) ?? false;
}

async function digest({ cells, unreachable }: MetricsSnapshot): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([cells, unreachable]));
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', text)).subarray(0, 8);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
