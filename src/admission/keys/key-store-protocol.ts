import type { ApiKey } from '../../api-keys/api-key';

/** Most keys that are stored: each isolate holds all of them. */
export const MOST_KEYS = 1000;

/** A key that was made while the service ran. */
export interface StoredKey extends ApiKey {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** All that the store knows. */
export interface StoredKeys {
  /** Changes whenever something else does. */
  readonly version: string;
  readonly keys: readonly StoredKey[];
  /** When keys of `API_KEYS` cease to be accepted, by SHA-256: those that were revoked or replaced. Milliseconds since 1970. */
  readonly retired: Readonly<Record<string, number>>;
}

/** What became of a change: done, or why not. */
export type Stored = 'stored' | 'name_taken' | 'key_taken' | 'full';

/** All keys of one name are to cease, now or later. */
export interface Retirement {
  readonly name: string;
  /** SHA-256 of those that `API_KEYS` names. */
  readonly configured: readonly string[];
  /** When, in milliseconds since 1970; those that expire before that still do. */
  readonly at: number;
  /** The key that takes their place, or null. */
  readonly replacement: ApiKey | null;
}

/** The methods of the store, as a caller sees them. */
export interface KeyStoreRpc {
  /** @returns all that it knows, or null where that is the version which the caller knows */
  read(known: string | null): Promise<StoredKeys | null>;
  /** Adds a key of a new name. */
  add(key: ApiKey): Promise<Stored>;
  /** Retires all keys of a name, and puts the replacement in their place in the same step. */
  retire(retirement: Retirement): Promise<Stored>;
}
