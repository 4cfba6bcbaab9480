import { ServiceError } from '../../errors';
import type { HistoryQuery } from '../shards/interface';
import { resolutionFor, stepStart } from '../shards/resolutions';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/**
 * Plans the query for a window that ends now.
 * @param window seconds
 * @param step seconds, or null for a default that suits a chart: 1 minute for up to 3 hours, 1 hour for up to 4 days, 1 day
 *   beyond
 * @param now milliseconds since 1970
 * @param families names of the series to read
 * @throws ServiceError `invalid_request` if the step exceeds the window, or is finer than the stored history; this limits
 *   the result to 768 points, the hours of 32 days
 */
export function planHistory(
  window: number,
  step: number | null,
  now: number,
  families: readonly string[],
): HistoryQuery {
  const seconds = now / 1_000;
  const chosen = step ?? (window <= 3 * HOUR ? MINUTE : window <= 4 * DAY ? HOUR : DAY);
  if (chosen > window) {
    const message = `Cannot use step ${chosen} s: it is longer than the window of ${window} s`;
    throw new ServiceError('invalid_request', message);
  }
  const resolution = resolutionFor(chosen, window);
  if (resolution === null) {
    const message = `Cannot use step ${chosen} s: a window of ${window} s is stored per hour, expected a multiple of 3600`;
    throw new ServiceError('invalid_request', message);
  }
  const from = stepStart(seconds - window, chosen) + chosen;
  const to = stepStart(seconds, chosen) + chosen;
  return { from, to, step: chosen, resolution, families };
}
