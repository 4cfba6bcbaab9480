import type { ApiKey } from '../../api-keys/api-key';
import { digestOf, isMistyped } from '../../api-keys/key-format';
import type { Deadline } from '../../time/deadline';
import { Outage } from '../outage';
import { StoreCopy } from '../store-copy';
import { REFUSALS, storeUnavailable, unknownKey } from './key-errors';
import { KeyRing } from './key-ring';
import type { KeyStoreRpc, Stored, StoredKeys } from './key-store-protocol';

/** Result of checking a key. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly key: ApiKey }
  /** It has the format of our keys, but its checksum is wrong. */
  | { readonly kind: 'mistyped' }
  | { readonly kind: 'unknown' }
  /** @property at milliseconds since 1970 */
  | { readonly kind: 'expired'; readonly at: number }
  /** This isolate does not know it, and the store does not answer. */
  | { readonly kind: 'undecided' };

/** A key and its source. */
export interface ListedKey {
  readonly key: ApiKey;
  readonly source: 'configuration' | 'store';
  /** Milliseconds since 1970; null for a configured one. */
  readonly createdAt: number | null;
}

/** Accepted keys whose digests are remembered. */
const MAX_DIGESTS = 1_000;
/** Time after which every isolate rejects a revoked key. */
const STALE_MILLISECONDS = 10_000;
/** Minimum interval between queries to the store for unknown keys, which may be new. */
const UNKNOWN_MILLISECONDS = 1_000;

/** The keys that this isolate accepts: the configured ones and a copy of the store's, against which requests are checked. */
export class KeyBook {
  private readonly copy: StoreCopy<StoredKeys, KeyStoreRpc>;
  /** The keys by digest, and the state of the store that they were made from. */
  private made: { readonly ring: KeyRing; readonly from: StoredKeys } | null = null;

  /** Of keys that have been accepted; whether one still is, its digest decides each time. */
  private readonly digests = new Map<string, Uint8Array>();

  /**
   * @param configured the keys of `API_KEYS`; null if it is not set: then no key is accepted
   * @param store returns its stub, a new one for each request; null if there is none
   * @param deadline timeout of its answers
   * @param now milliseconds since 1970
   * @param warn receives a message when the store stops answering, and when it answers again
   */
  constructor(
    readonly configured: readonly ApiKey[] | null,
    store: (() => KeyStoreRpc) | null,
    deadline: Deadline,
    private readonly now: () => number,
    warn: (message: string) => void,
  ) {
    const outage = new Outage(
      'Cannot read API keys from their store; known keys are accepted, others get 503',
      'API keys are read from their store again',
      warn,
    );
    const nothing: StoredKeys = { version: '', keys: [], retired: {} };
    this.copy = new StoreCopy(nothing, store, deadline, now, outage);
  }

  /** Checks a key. Never rejects. */
  async judge(key: string): Promise<Verdict> {
    if (this.configured === null) return { kind: 'unknown' };
    if (isMistyped(key)) return { kind: 'mistyped' };
    const digest = this.digests.get(key) ?? (await digestOf(key));
    await this.copy.refresh(STALE_MILLISECONDS);
    let found = this.ring.find(digest);
    if (found === null) {
      const isCurrent = await this.copy.refresh(UNKNOWN_MILLISECONDS);
      found = this.ring.find(digest);
      if (found === null) return { kind: isCurrent ? 'unknown' : 'undecided' };
    }
    const { expiresAt } = found;
    if (expiresAt !== null && expiresAt <= this.now()) return { kind: 'expired', at: expiresAt };
    this.remember(key, digest);
    return { kind: 'accepted', key: found };
  }

  /**
   * Lists all keys, including expired ones.
   * @throws ServiceError `key_store_unavailable`
   */
  async list(): Promise<ListedKey[]> {
    if (!(await this.copy.refresh(0))) throw storeUnavailable();
    return [
      ...this.effective().map((key) => ({ key, source: 'configuration' as const, createdAt: null })),
      ...this.copy.stored.keys.map(({ createdAt, ...key }) => ({ key, source: 'store' as const, createdAt })),
    ];
  }

  /**
   * Adds a key of a new name.
   * @throws ServiceError `key_exists`, `too_many_keys`, `key_store_unavailable`
   */
  async add(key: ApiKey): Promise<ListedKey> {
    await this.list();
    if (this.active(key.name).length > 0) throw REFUSALS.name_taken(key.name);
    this.refuseKnown(key);
    await this.change(key.name, (store) => store.add(key));
    return { key, source: 'store', createdAt: this.now() };
  }

  /**
   * Revokes all keys of a name.
   * @throws ServiceError `unknown_key`, `key_store_unavailable`
   */
  async revoke(name: string): Promise<void> {
    await this.list();
    this.newestOf(name);
    await this.retire(name, this.now(), null);
  }

  /**
   * Replaces all keys of a name by a new one, with the role and quota of the newest.
   *
   * @param overlapMilliseconds how long the replaced ones stay valid
   * @throws ServiceError `unknown_key`, `key_exists`, `too_many_keys`, `key_store_unavailable`
   */
  async rotate(
    name: string,
    { sha256, expiresAt }: Pick<ApiKey, 'sha256' | 'expiresAt'>,
    overlapMilliseconds: number,
  ): Promise<ListedKey> {
    await this.list();
    const { role, quota } = this.newestOf(name);
    const key = { name, role, sha256, expiresAt, quota };
    this.refuseKnown(key);
    await this.retire(name, this.now() + overlapMilliseconds, key);
    return { key, source: 'store', createdAt: this.now() };
  }

  /** Names with a label of their own in the metrics. */
  get labels(): readonly string[] {
    return this.ring.labelled;
  }

  /** Label of a name in the metrics. */
  labelOf(name: string): string {
    return this.ring.labelOf(name);
  }

  /** Computing a digest costs more than all other checks. What the time of a look-up tells, the response tells, too. */
  private remember(key: string, digest: Uint8Array): void {
    if (this.digests.size >= MAX_DIGESTS) this.digests.clear();
    this.digests.set(key, digest);
  }

  private async retire(name: string, at: number, replacement: ApiKey | null): Promise<void> {
    const configured = (this.configured ?? []).filter((key) => key.name === name);
    const hashes = configured.map(({ sha256 }) => sha256);
    await this.change(name, (store) => store.retire({ name, configured: hashes, at, replacement }));
  }

  /** @throws ServiceError if the change failed, or may have failed */
  private async change(name: string, work: (store: KeyStoreRpc) => Promise<Stored>): Promise<void> {
    const outcome = await this.copy.change(work);
    if (outcome === null) throw storeUnavailable();
    if (outcome !== 'stored') throw REFUSALS[outcome](name);
  }

  /** @throws ServiceError `key_exists`: a key can have only one holder */
  private refuseKnown({ name, sha256 }: ApiKey): void {
    if (this.ring.keys.some((known) => known.sha256 === sha256)) throw REFUSALS.key_taken(name);
  }

  /** @throws ServiceError `unknown_key` */
  private newestOf(name: string): ApiKey {
    const newest = this.active(name).at(-1);
    if (newest === undefined) throw unknownKey(name);
    return newest;
  }

  /** The valid keys of a name. */
  private active(name: string): ApiKey[] {
    const now = this.now();
    return this.ring.keys.filter((key) => key.name === name && (key.expiresAt ?? Infinity) > now);
  }

  private get ring(): KeyRing {
    const { stored } = this.copy;
    if (this.made?.from !== stored) {
      this.made = { ring: new KeyRing([...this.effective(), ...stored.keys]), from: stored };
    }
    return this.made.ring;
  }

  /** The configured keys, with the expiry dates that the store has set. */
  private effective(): ApiKey[] {
    const { retired } = this.copy.stored;
    return (this.configured ?? []).map((key) => {
      const at = retired[key.sha256];
      return at === undefined ? key : { ...key, expiresAt: Math.min(key.expiresAt ?? Infinity, at) };
    });
  }
}
