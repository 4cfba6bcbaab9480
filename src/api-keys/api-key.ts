import { KEY_PREFIX } from './key-format';
import type { Quota, Role } from './role';

/** An API key as it is stored: who holds it and what it is good for, but not the key itself. */
export interface ApiKey {
  /** Names the holder in logs, figures and quotas; several keys of one name are one caller. */
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the key, in 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** When it ceases to be accepted, in milliseconds since 1970, or null. */
  readonly expiresAt: number | null;
  readonly quota: Quota | null;
}

/** What a name may be, for messages. */
export const NAME_ALLOWED =
  '1 to 40 letters, digits, dots, hyphens and underscores, the first of which is a letter or a digit';
export const SHA256_ALLOWED = 'the SHA-256 of the key in 64 hexadecimal digits';
export const DAY_ALLOWED = 'a day such as 2030-12-31';
/** The largest amount of a quota. */
export const MAX_PREDICTIONS = 1_000_000_000;
export const AMOUNT_ALLOWED = `a whole number from 1 to ${MAX_PREDICTIONS}`;

/** Whether a holder may have this name. One that looks like a key is refused: it would be shown in logs. */
export function isKeyName(text: string): boolean {
  return /^[a-z\d][\w.-]{0,39}$/i.test(text) && !text.startsWith(KEY_PREFIX);
}

/** @returns the digest in lower case, or null where it is none */
export function parseSha256(text: string): string | null {
  return /^[\da-f]{64}$/i.test(text) ? text.toLowerCase() : null;
}

/** @returns the beginning of a day in UTC, in milliseconds since 1970, or null where there is no such day */
export function parseDay(text: string): number | null {
  const start = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse() takes 31 February for 3 March.
  return Number.isNaN(start) || toDay(start) !== text ? null : start;
}

/** The day of a time in UTC: `2030-12-31`. */
export function toDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** @returns how many predictions a quota allows, or null where that is no such number */
export function parseAmount(text: string): number | null {
  const amount = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.NaN;
  return amount <= MAX_PREDICTIONS ? amount : null;
}
