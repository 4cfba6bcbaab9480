import { type ApiKey, isKeyName } from '../../api-keys/api-key';
import { digestOf, isMistyped } from '../../api-keys/key-format';
import { ServiceError } from '../../errors';
import type { Deadline } from '../../time/deadline';
import { Outage } from '../outage';
import { KeyRing } from './key-ring';
import { type KeyStoreRpc, MAX_KEYS, type Stored, type StoredKeys } from './key-store-protocol';

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

/** Time after which every isolate rejects a revoked key. */
const STALE_MILLISECONDS = 10_000;
/** Minimum interval between queries to the store for unknown keys, which may be new. */
const UNKNOWN_MILLISECONDS = 1_000;
/** Pause after the store has not answered. */
const BACKOFF_MILLISECONDS = 5_000;

const NOTHING_STORED: StoredKeys = { version: '', keys: [], retired: {} };

/**
 * The keys that this isolate accepts: the configured ones and a copy of the store's. Requests are checked against the copy,
 * which stays valid while the store does not answer.
 */
export class KeyBook {
  private stored: StoredKeys | null = null;
  private ring: KeyRing;
  private readonly outage: Outage;
  /** When the store was last asked and answered, and when not. */
  private readAt: number | null = null;
  private failedAt: number | null = null;
  /** Questions to the store are numbered; the clock may be set back between two. */
  private asked = 0;
  private lastAnswered = 0;

  /**
   * @param configured the keys of `API_KEYS`; null if it is not set: then no key is accepted
   * @param store returns its stub, a new one for each request; null if there is none
   * @param deadline timeout of its answers
   * @param now milliseconds since 1970
   * @param warn receives a message when the store stops answering, and when it answers again
   */
  constructor(
    readonly configured: readonly ApiKey[] | null,
    private readonly store: (() => KeyStoreRpc) | null,
    private readonly deadline: Deadline,
    private readonly now: () => number,
    warn: (message: string) => void,
  ) {
    this.outage = new Outage(
      'Cannot read API keys from their store; known keys are accepted, others get 503',
      'API keys are read from their store again',
      warn,
    );
    this.ring = new KeyRing(configured ?? []);
  }

  /** Checks a key. Never rejects. */
  async judge(key: string): Promise<Verdict> {
    if (this.configured === null) return { kind: 'unknown' };
    if (isMistyped(key)) return { kind: 'mistyped' };
    const digest = await digestOf(key);
    await this.refresh(STALE_MILLISECONDS);
    let found = this.ring.find(digest);
    if (found === null) {
      const isCurrent = await this.refresh(UNKNOWN_MILLISECONDS);
      found = this.ring.find(digest);
      if (found === null) return { kind: isCurrent ? 'unknown' : 'undecided' };
    }
    const { expiresAt } = found;
    if (expiresAt !== null && expiresAt <= this.now()) return { kind: 'expired', at: expiresAt };
    return { kind: 'accepted', key: found };
  }

  /**
   * Lists all keys, including expired ones.
   * @throws ServiceError `key_store_unavailable`
   */
  async list(): Promise<ListedKey[]> {
    if (!(await this.refresh(0))) throw unavailable();
    const { keys } = this.stored ?? NOTHING_STORED;
    return [
      ...this.effective().map((key) => ({ key, source: 'configuration' as const, createdAt: null })),
      ...keys.map(({ createdAt, ...key }) => ({ key, source: 'store' as const, createdAt })),
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

  private async retire(name: string, at: number, replacement: ApiKey | null): Promise<void> {
    const configured = (this.configured ?? []).filter((key) => key.name === name);
    const hashes = configured.map(({ sha256 }) => sha256);
    await this.change(name, (store) => store.retire({ name, configured: hashes, at, replacement }));
  }

  /** @throws ServiceError if the change failed, or may have failed */
  private async change(name: string, work: (store: KeyStoreRpc) => Promise<Stored>): Promise<void> {
    const { store } = this;
    const outcome = store && (await this.deadline.wait(() => work(store())));
    // Done or not, the copy of this isolate may be outdated now.
    this.readAt = null;
    await this.refresh(0);
    if (outcome === null) throw unavailable();
    if (outcome !== 'stored') throw REFUSALS[outcome](name);
  }

  /** @throws ServiceError `key_exists`: a key can have only one holder */
  private refuseKnown({ name, sha256 }: ApiKey): void {
    if (this.ring.keys.some((known) => known.sha256 === sha256)) throw REFUSALS.key_taken(name);
  }

  /** @throws ServiceError `unknown_key` */
  private newestOf(name: string): ApiKey {
    const newest = this.active(name).at(-1);
    if (newest !== undefined) return newest;
    const shown = isKeyName(name) ? ` "${name}"` : '';
    throw new ServiceError(
      'unknown_key',
      `Cannot find an API key${shown} that is accepted: see GET /admin/keys for those that are`,
    );
  }

  /** The valid keys of a name. */
  private active(name: string): ApiKey[] {
    const now = this.now();
    return this.ring.keys.filter((key) => key.name === name && (key.expiresAt ?? Infinity) > now);
  }

  /**
   * Queries the store unless the copy is fresh enough, or the store has just failed.
   * @returns whether the copy is fresh enough
   */
  private async refresh(maxMilliseconds: number): Promise<boolean> {
    const { store } = this;
    if (store === null) return true;
    const start = this.now();
    if (isWithin(start, this.readAt, maxMilliseconds)) return true;
    if (isWithin(start, this.failedAt, BACKOFF_MILLISECONDS)) return false;
    const question = ++this.asked;
    const known = this.stored?.version ?? null;
    const answer = await this.deadline.wait(async () => ({ news: await store().read(known) }));
    if (answer === null) {
      this.failedAt = start;
      this.outage.failed('it does not answer');
      return false;
    }
    this.failedAt = null;
    this.outage.worked();
    // Answers may arrive out of order.
    if (question < this.lastAnswered) return true;
    this.lastAnswered = question;
    this.readAt = start;
    if (answer.news !== null) this.adopt(answer.news);
    return true;
  }

  private adopt(stored: StoredKeys): void {
    this.stored = stored;
    this.ring = new KeyRing([...this.effective(), ...stored.keys]);
  }

  /** The configured keys, with the expiry dates that the store has set. */
  private effective(): ApiKey[] {
    const { retired } = this.stored ?? NOTHING_STORED;
    return (this.configured ?? []).map((key) => {
      const at = retired[key.sha256];
      return at === undefined ? key : { ...key, expiresAt: Math.min(key.expiresAt ?? Infinity, at) };
    });
  }
}

/** Messages for rejected changes. */
const REFUSALS: Record<Exclude<Stored, 'stored'>, (name: string) => ServiceError> = {
  name_taken: (name) =>
    new ServiceError(
      'key_exists',
      `Cannot add the API key "${name}": there is one of this name; choose another, or rotate that one`,
    ),
  key_taken: (name) =>
    new ServiceError(
      'key_exists',
      `Cannot add the API key "${name}": there is or was one with this SHA-256; make a new key`,
    ),
  full: (name) =>
    new ServiceError(
      'too_many_keys',
      `Cannot add the API key "${name}": there are ${MAX_KEYS}, the maximum; revoke one that nobody uses`,
    ),
};

/** The change may or may not have been made. */
function unavailable(): ServiceError {
  return new ServiceError(
    'key_store_unavailable',
    'Cannot list or change API keys: their store does not answer; look at GET /admin/keys before you try again',
    { retryAfterSeconds: BACKOFF_MILLISECONDS / 1000 },
  );
}

/** Whether a time is at most that long ago; false for one in the future, after the clock was set back. */
function isWithin(now: number, moment: number | null, milliseconds: number): boolean {
  return moment !== null && now >= moment && now - moment < milliseconds;
}
