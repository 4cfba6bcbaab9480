import { InvalidArgumentError } from 'commander';
import {
  AMOUNT_ALLOWED,
  DAY_ALLOWED,
  isKeyName,
  NAME_ALLOWED,
  parseDay,
  toDay,
} from '../../../src/api-keys/api-key';
import { parseLimits } from '../../../src/api-keys/api-keys-text';
import type { Quota } from '../../../src/api-keys/role';

const DAY_MILLISECONDS = 86_400_000;

/** Reads the name of a key. */
export function keyName(text: string): string {
  if (isKeyName(text)) return text;
  throw new InvalidArgumentError(`Expected ${NAME_ALLOWED}.`);
}

/**
 * Reads when a key expires: a day, or in how many days as in `90d`.
 * @returns the first day in UTC on which it is refused
 */
export function expiryDay(text: string): string {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  const time = days === undefined ? parseDay(text) : Date.now() + Number(days) * DAY_MILLISECONDS;
  if (time !== null && time > Date.now()) return toDay(time);
  throw new InvalidArgumentError(`Expected ${DAY_ALLOWED}, or a number of days such as 90d, in the future.`);
}

/** Reads a quota as in `daily=1000,monthly=20000`. */
export function quotaOf(text: string): Quota {
  try {
    const { quota, expiresAt } = parseLimits(text.split(','));
    if (quota !== null && expiresAt === null) return quota;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError(
    `Expected daily=<n>, monthly=<n>, or both with a comma; n is ${AMOUNT_ALLOWED}.`,
  );
}

/** Reads the address of a service. */
export function serviceUrl(text: string): URL {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text.endsWith('/') ? text : `${text}/`);
  throw new InvalidArgumentError('Expected an address such as https://digits.example.');
}
