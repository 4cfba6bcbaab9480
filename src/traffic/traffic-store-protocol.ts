import type { ReadableStore, Versioned } from '../admission/store-copy';
import type { TrafficSplit } from '../traffic-split';

/** Who made a change, and why. */
export interface Authorship {
  /** Name of the API key. */
  readonly by: string;
  /** In the author's words; may be empty. */
  readonly reason: string;
}

/** A change of the split. */
export interface TrafficChange extends Authorship {
  readonly kind: 'set' | 'rollback';
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

/** RPC interface of the store. */
export interface TrafficStoreRpc extends ReadableStore<StoredTraffic> {
  /** Puts a split into force. */
  set(split: TrafficSplit, author: Authorship): Promise<void>;
  /**
   * Undoes the latest change that has not been undone.
   * @returns whether there is one
   */
  rollBack(author: Authorship): Promise<boolean>;
}
