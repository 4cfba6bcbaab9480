import { ServiceError } from '../../errors';
import { toPrintable } from '../../printable';

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };
/** Hours are kept for 32 days, so a window of 30 days is always complete. */
const LONGEST_WINDOW = 30 * 86_400;

/**
 * Parses a duration.
 * @param text a whole number and a unit: `15m`, `24h`, `30d`
 * @returns seconds
 * @throws ServiceError `invalid_request` for anything else, or for more than 30 days
 */
export function parseDuration(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const seconds = count === undefined ? Number.NaN : Number(count) * UNITS[unit!]!;
  if (seconds <= LONGEST_WINDOW) return seconds;
  throw new ServiceError(
    'invalid_request',
    `Cannot use duration "${toPrintable(text, 40)}": expected 1m to 30d, for instance 24h`,
  );
}
