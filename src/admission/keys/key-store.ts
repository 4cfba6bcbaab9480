import type { ApiKey } from '../../api-keys/api-key';
import type { Served } from '../../runtime';
import { RestorableObject } from '../restore/restorable-object';
import {
  type KeyStoreRpc,
  MAX_KEYS,
  type Retirement,
  type Stored,
  type StoredKey,
  type StoredKeys,
} from './key-store-protocol';

/** How long expired keys stay listed, to explain why they are rejected. */
const KEEP_MILLISECONDS = 30 * 24 * 3_600_000;

const KEY_PREFIX = 'key:';
const RETIRED_PREFIX = 'retired:';
const VERSION = 'version';

/**
 * Stores the keys that are added at run time, and the expiry of retired configured ones: one object for all. Its storage
 * contains keys under `key:<SHA-256>`, the expiry of configured ones under `retired:<SHA-256>`, and the version.
 */
export class KeyStore extends RestorableObject implements Served<KeyStoreRpc> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  read(known: string | null): StoredKeys | null {
    const version = this.storage.kv.get<string>(VERSION) ?? '';
    if (known === version) return null;
    const retired = [...this.storage.kv.list<number>({ prefix: RETIRED_PREFIX })];
    return {
      version,
      keys: this.keys(),
      retired: Object.fromEntries(retired.map(([key, at]) => [key.slice(RETIRED_PREFIX.length), at])),
    };
  }

  add(key: ApiKey): Stored {
    const now = Date.now();
    if (this.keys().some(({ name, expiresAt }) => name === key.name && !isPast(expiresAt, now)))
      return 'name_taken';
    return this.put(key, now);
  }

  retire({ name, configured, at, replacement }: Retirement): Stored {
    const now = Date.now();
    const outcome = replacement === null ? 'stored' : this.put(replacement, now);
    if (outcome !== 'stored') return outcome;
    for (const key of this.keys()) {
      if (key.name !== name || key.sha256 === replacement?.sha256) continue;
      const expiresAt = earlier(key.expiresAt, at);
      if (isPast(expiresAt, now)) this.storage.kv.delete(KEY_PREFIX + key.sha256);
      else this.storage.kv.put(KEY_PREFIX + key.sha256, { ...key, expiresAt });
    }
    for (const sha256 of configured) {
      const known = this.storage.kv.get<number>(RETIRED_PREFIX + sha256) ?? null;
      this.storage.kv.put(RETIRED_PREFIX + sha256, earlier(known, at));
    }
    this.changed();
    return 'stored';
  }

  private put(key: ApiKey, now: number): Stored {
    this.removeExpired(now);
    const keys = this.keys();
    if (keys.some(({ sha256 }) => sha256 === key.sha256)) return 'key_taken';
    if (keys.length >= MAX_KEYS) return 'full';
    this.storage.kv.put<StoredKey>(KEY_PREFIX + key.sha256, { ...key, createdAt: now });
    this.changed();
    return 'stored';
  }

  /** In the order of their creation. */
  private keys(): StoredKey[] {
    const keys = [...this.storage.kv.list<StoredKey>({ prefix: KEY_PREFIX })].map(([, key]) => key);
    return keys.sort((a, b) => a.createdAt - b.createdAt);
  }

  private removeExpired(now: number): void {
    for (const { sha256, expiresAt } of this.keys()) {
      if (isPast(expiresAt, now - KEEP_MILLISECONDS)) this.storage.kv.delete(KEY_PREFIX + sha256);
    }
  }

  private changed(): void {
    this.storage.kv.put(VERSION, crypto.randomUUID());
  }
}

function isPast(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

function earlier(one: number | null, other: number): number {
  return one === null ? other : Math.min(one, other);
}
