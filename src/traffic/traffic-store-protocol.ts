import type { ReadableStore, Versioned } from '../admission/store-copy';
import type { TrafficSplit } from '../traffic-split';

/** Who made a change, and why. */
export interface Authorship {
  /** Name of the API key, or `guard`. */
  readonly by: string;
  /** In the author's words; may be empty. */
  readonly reason: string;
}

/** A change of the split. */
export interface TrafficChange extends Authorship {
  /** `guard`: the service itself took versions out of the traffic. */
  readonly kind: 'set' | 'rollback' | 'guard';
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The splits before and after; null stands for the configured one. */
  readonly from: TrafficSplit | null;
  readonly to: TrafficSplit | null;
}

/** Number of changes that the store remembers, and thus of rollbacks. */
export const MAX_CHANGES = 100;

/** Contents of the store. */
export interface StoredTraffic extends Versioned {
  /** The split in force; null stands for the configured one. */
  readonly split: TrafficSplit | null;
  /** The latest first. */
  readonly changes: readonly TrafficChange[];
}

/** What the guard has seen of the split in force, and since when. */
export interface Watch {
  /** Identifies the split. */
  readonly of: string;
  /** The counters when the watch began. */
  readonly cells: Readonly<Record<string, number>>;
  /** By version. */
  readonly looks: Readonly<Record<string, Looks>>;
}

/** How often a version has been judged. */
export interface Looks {
  readonly count: number;
  /** Its pictures at the last time. */
  readonly pictures: number;
}

/** RPC interface of the store. */
export interface TrafficStoreRpc extends ReadableStore<StoredTraffic> {
  /** Puts a split into force. */
  set(split: TrafficSplit, author: Authorship): Promise<void>;
  /**
   * Undoes the latest change that has not been undone.
   * @returns whether there is one
   */
  rollBack(author: Authorship): Promise<boolean>;
  /**
   * Puts a split of the guard into force.
   * @param expected version of the contents that it was made for
   * @returns whether the contents were of that version
   */
  intervene(split: TrafficSplit, reason: string, expected: string): Promise<boolean>;
  /** @returns what `keepWatch()` was last given, or null */
  watch(): Promise<Watch | null>;
  keepWatch(watch: Watch): Promise<void>;
}
