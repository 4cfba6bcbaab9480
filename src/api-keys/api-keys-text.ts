import {
  AMOUNT_ALLOWED,
  type ApiKey,
  DAY_ALLOWED,
  isKeyName,
  NAME_ALLOWED,
  parseAmount,
  parseDay,
  parseSha256,
  SHA256_ALLOWED,
  toDay,
} from './api-key';
import { type Quota, ROLES, type Role } from './role';

/** What `API_KEYS` may be, for messages. */
export const API_KEYS_ALLOWED = 'entries of name:role:sha256, separated by commas';

/** What `API_KEYS` says. */
export interface ConfiguredKeys {
  readonly keys: readonly ApiKey[];
  /** What is wrong, a clause for each entry that is not among the keys. None quotes what might be a key. */
  readonly faults: readonly string[];
}

/**
 * Reads `API_KEYS`: entries of `name:role:sha256`, each with what limits the key after it, as in
 * `shop:predict:<sha256>:expires=2030-12-31:daily=1000:monthly=20000`. Several entries may have the same name, so that one
 * key can replace another while both are accepted.
 */
export function parseApiKeys(text: string): ConfiguredKeys {
  const keys: ApiKey[] = [];
  const faults: string[] = [];
  const entries = text.split(',').map((entry) => entry.trim());
  for (const [i, entry] of entries.entries()) {
    if (entry === '') continue;
    try {
      const key = parseEntry(entry);
      refuseClash(key, keys);
      keys.push(key);
    } catch (error) {
      faults.push(`entry ${i + 1} ${(error as Error).message}`);
    }
  }
  return { keys, faults };
}

/** Writes a key as an entry of `API_KEYS`; a time of expiry is cut to its day. */
export function toEntry({ name, role, sha256, expiresAt, quota }: ApiKey): string {
  const limits = [
    ...(expiresAt === null ? [] : [`expires=${toDay(expiresAt)}`]),
    ...Object.entries(quota ?? {}).map(([period, amount]) => `${period}=${amount}`),
  ];
  return [name, role, sha256, ...limits].join(':');
}

/** @throws Error with what is wrong with the entry, a clause */
function parseEntry(entry: string): ApiKey {
  const [name = '', role = '', hash = '', ...limits] = entry.split(':').map((part) => part.trim());
  if (!isKeyName(name)) throw new Error(`has no name of ${NAME_ALLOWED}`);
  if (!isRole(role)) throw new Error(`has no role, which is one of ${ROLES.join(', ')}`);
  const sha256 = parseSha256(hash);
  if (sha256 === null) throw new Error(`has ${hash.length} characters in place of ${SHA256_ALLOWED}`);
  return { name, role, sha256, ...parseLimits(limits) };
}

/**
 * Reads what limits a key: `expires=2030-12-31`, `daily=1000`, `monthly=20000`.
 * @throws Error with what is wrong, a clause
 */
export function parseLimits(limits: readonly string[]): Pick<ApiKey, 'expiresAt' | 'quota'> {
  let expiresAt: number | null = null;
  const quota: { -readonly [Period in keyof Quota]: Quota[Period] } = {};
  for (const limit of limits) {
    const [name = '', value = ''] = limit.split('=');
    if (name === 'expires') expiresAt = orThrow(parseDay(value), name, DAY_ALLOWED);
    else if (name === 'daily' || name === 'monthly') {
      quota[name] = orThrow(parseAmount(value), name, AMOUNT_ALLOWED);
    } else throw new Error('has a limit that is none of expires=, daily= and monthly=');
  }
  return { expiresAt, quota: Object.keys(quota).length === 0 ? null : quota };
}

function orThrow(value: number | null, name: string, allowed: string): number {
  if (value === null) throw new Error(`has a limit "${name}" that is not ${allowed}`);
  return value;
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** @throws Error where a key cannot stand beside those before it, with why, a clause */
function refuseClash(key: ApiKey, others: readonly ApiKey[]): void {
  if (others.some(({ sha256 }) => sha256 === key.sha256)) throw new Error('has the SHA-256 of another entry');
  const namesake = others.find(({ name }) => name === key.name);
  if (namesake === undefined) return;
  const isSame =
    namesake.role === key.role &&
    namesake.quota?.daily === key.quota?.daily &&
    namesake.quota?.monthly === key.quota?.monthly;
  if (!isSame) throw new Error('has the name of another entry, but another role or quota');
}
