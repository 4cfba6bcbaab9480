import type { Clock } from './clock';

/** Returns how long the service has been up, in seconds. */
export type Uptime = () => number;

/**
 * Counts from the moment this version was deployed (locally: the process was started), which is the same for
 * every isolate. If that is unknown, it counts from the first call: at module scope the clock of a
 * deployed Worker reads 1970 (https://github.com/cloudflare/workerd/issues/6839).
 *
 * @param deployedAt ISO 8601, from the version metadata binding; anything else counts as unknown
 */
export function createUptime(clock: Pick<Clock, 'now'>, deployedAt: string | null): Uptime {
  let start = Date.parse(deployedAt ?? '');
  return () => {
    const now = clock.now();
    if (Number.isNaN(start)) start = now;
    return Math.max(0, now - start) / 1000;
  };
}
