import { Outage } from '../admission/outage';
import { BACKOFF_MILLISECONDS, StoreCopy } from '../admission/store-copy';
import { ServiceError } from '../errors';
import type { Deadline } from '../time/deadline';
import type { TrafficSplit } from '../traffic-split';
import type {
  Authorship,
  StoredTraffic,
  TrafficChange,
  TrafficStoreRpc,
  Watch,
} from './traffic-store-protocol';

/** Time after which every isolate uses a changed split. */
const STALE_MILLISECONDS = 10_000;

/** The split in force, and how it came to be. */
export interface TrafficState {
  /** Null: all traffic goes to the default version. */
  readonly split: TrafficSplit | null;
  /** `store` if it was set at run time. */
  readonly source: 'store' | 'configuration' | 'default';
  /** Of the contents of the store. */
  readonly version: string;
  /** The latest first. */
  readonly changes: readonly TrafficChange[];
}

/** The traffic split that this isolate uses: a copy of the store's, or the configured one. */
export class TrafficBook {
  private readonly copy: StoreCopy<StoredTraffic, TrafficStoreRpc>;
  /** The split in force by the state of the store that it was read from. */
  private checked: { readonly from: StoredTraffic; readonly split: TrafficSplit | null } | null = null;

  /**
   * @param configured the split of `TRAFFIC`; null if it is not set
   * @param versions that can be served; others are left out of a split, whose store may be newer or older than the code
   * @param store returns its stub, a new one for each request; null if there is none
   * @param deadline timeout of its answers
   * @param clock milliseconds since 1970
   * @param warn receives a message when the store stops answering, and when a split names other versions
   */
  constructor(
    private readonly configured: TrafficSplit | null,
    private readonly versions: readonly string[],
    store: (() => TrafficStoreRpc) | null,
    deadline: Deadline,
    clock: () => number,
    private readonly warn: (message: string) => void,
  ) {
    const outage = new Outage(
      'Cannot read the traffic split from its store; the last known one is used',
      'The traffic split is read from its store again',
      warn,
    );
    const nothing: StoredTraffic = { version: '', split: null, changes: [] };
    this.copy = new StoreCopy(nothing, store, deadline, clock, outage);
  }

  /**
   * The split in force, at most ten seconds old, or the last known one while the store does not answer. Never rejects.
   * @returns null if all traffic goes to the default version
   */
  async split(): Promise<TrafficSplit | null> {
    await this.copy.refresh(STALE_MILLISECONDS);
    return this.current;
  }

  /** The same with its history. Never rejects. */
  async state(): Promise<TrafficState> {
    await this.copy.refresh(STALE_MILLISECONDS);
    return this.now;
  }

  /** Whether the last known split is used, because the store does not answer. */
  get isOutdated(): boolean {
    return this.copy.isOutdated;
  }

  /**
   * Reads the split and its history anew.
   * @throws ServiceError `traffic_store_unavailable`
   */
  async read(): Promise<TrafficState> {
    if (!(await this.copy.refresh(0))) throw unavailable();
    return this.now;
  }

  /**
   * Puts a split into force.
   *
   * @param split without a fault
   * @throws ServiceError `traffic_store_unavailable`
   */
  async set(split: TrafficSplit, author: Authorship): Promise<TrafficState> {
    const done = await this.copy.change((store) => store.set(split, author));
    if (done === null) throw unavailable();
    return this.now;
  }

  /**
   * Undoes the latest change that has not been undone.
   * @throws ServiceError `nothing_to_roll_back`, `traffic_store_unavailable`
   */
  async rollBack(author: Authorship): Promise<TrafficState> {
    const done = await this.copy.change((store) => store.rollBack(author));
    if (done === null) throw unavailable();
    if (!done)
      throw new ServiceError(
        'nothing_to_roll_back',
        'Cannot roll back the traffic split: no change is left to undo; PUT /admin/traffic sets another one',
      );
    return this.now;
  }

  /**
   * Puts a split of the guard into force, unless somebody has changed the split since.
   *
   * @param split without a fault
   * @param expected version of the state that it was made for
   * @returns whether it is in force
   * @throws ServiceError `traffic_store_unavailable`
   */
  async intervene(split: TrafficSplit, reason: string, expected: string): Promise<boolean> {
    const done = await this.copy.change((store) => store.intervene(split, reason, expected));
    if (done === null) throw unavailable();
    return done;
  }

  /**
   * @returns what the guard has seen; null if nothing yet
   * @throws ServiceError `traffic_store_unavailable`
   */
  async watch(): Promise<Watch | null> {
    const answer = await this.copy.ask(async (store) => ({ watch: await store.watch() }));
    if (answer === null) throw unavailable();
    return answer.watch;
  }

  /**
   * Remembers what the guard has seen.
   * @throws ServiceError `traffic_store_unavailable`
   */
  async keepWatch(watch: Watch): Promise<void> {
    const kept = await this.copy.ask((store) => store.keepWatch(watch).then(() => true));
    if (kept === null) throw unavailable();
  }

  private get now(): TrafficState {
    const { split: stored, version, changes } = this.copy.stored;
    const source = stored !== null ? 'store' : this.configured !== null ? 'configuration' : 'default';
    return { split: this.current, source, version, changes };
  }

  private get current(): TrafficSplit | null {
    const { stored } = this.copy;
    if (this.checked?.from !== stored)
      this.checked = { from: stored, split: this.withoutUnknown(stored.split ?? this.configured) };
    return this.checked.split;
  }

  /** Leaves out versions that this code does not have; the others keep their proportions. */
  private withoutUnknown(split: TrafficSplit | null): TrafficSplit | null {
    if (split === null) return null;
    const known = ([version]: [string, number]) => this.versions.includes(version);
    const weights = Object.entries(split.weights).filter(known);
    const shadows = Object.entries(split.shadows).filter(known);
    const unknown = Object.keys({ ...split.weights, ...split.shadows }).filter(
      (version) => !this.versions.includes(version),
    );
    if (unknown.length === 0) return split;
    this.warn(`Cannot send traffic to ${unknown.join(', ')}: this version of the service does not have it`);
    const isServed = weights.some(([, weight]) => weight > 0);
    return isServed ? { weights: Object.fromEntries(weights), shadows: Object.fromEntries(shadows) } : null;
  }
}

/** @returns why the guard has stopped versions since somebody last changed the split, the latest first */
export function stopsIn({ changes }: Pick<TrafficState, 'changes'>): string[] {
  const others = changes.findIndex(({ kind }) => kind !== 'guard');
  return changes.slice(0, others === -1 ? changes.length : others).map(({ reason }) => reason);
}

function unavailable(): ServiceError {
  return new ServiceError(
    'traffic_store_unavailable',
    'Cannot read or change the traffic split: its store does not answer; the last known split is used',
    { retryAfterSeconds: BACKOFF_MILLISECONDS / 1000 },
  );
}
