import type { ApiKey } from '../../api-keys/api-key';
import type { ReadableStore, Versioned } from '../store-copy';

/** Maximum number of stored keys: each isolate holds all of them. */
export const MAX_KEYS = 1000;

/** A key that was added at run time. */
export interface StoredKey extends ApiKey {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Contents of the store. */
export interface StoredKeys extends Versioned {
  readonly keys: readonly StoredKey[];
  /** Expiry of revoked or replaced keys of `API_KEYS`, by SHA-256. Milliseconds since 1970. */
  readonly retired: Readonly<Record<string, number>>;
}

/** Result of a change: done, or why not. */
export type Stored = 'stored' | 'name_taken' | 'key_taken' | 'full';

/** Retirement of all keys of one name, now or later. */
export interface Retirement {
  readonly name: string;
  /** SHA-256 of those that `API_KEYS` names. */
  readonly configured: readonly string[];
  /** Time in milliseconds since 1970; keys that expire earlier still do. */
  readonly at: number;
  /** The replacement, or null. */
  readonly replacement: ApiKey | null;
}

/** RPC interface of the store. */
export interface KeyStoreRpc extends ReadableStore<StoredKeys> {
  /** Adds a key of a new name. */
  add(key: ApiKey): Promise<Stored>;
  /** Retires all keys of a name and adds the replacement, atomically. */
  retire(retirement: Retirement): Promise<Stored>;
}
