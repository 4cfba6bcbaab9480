import type { Location, RequestLocation } from '../series/labels';
import type { Cells } from '../series/series';

/**
 * What isolates and shards say to each other. During a rollout old isolates talk to new shards and the other
 * way round: fields may be added here, never renamed or removed.
 */
export interface Delta {
  /** 1, 2, 3 … within an isolate's life. */
  readonly sequence: number;
  /** Milliseconds since 1970 at which the delta was closed. */
  readonly at: number;
  readonly cells: Readonly<Cells>;
}

/** Deltas in ascending order, with none left out between the last acknowledged one and the last one here. */
export interface Delivery {
  /** Random name of the sender, new for each isolate. */
  readonly isolate: string;
  readonly deltas: readonly Delta[];
}

/** Deltas that no shard has confirmed, and the shard that they are for. */
export interface HeldDelivery extends Delivery {
  readonly shard: string;
}

/** All that a shard has counted since it was created. */
export interface ShardSnapshot {
  readonly totals: Readonly<Cells>;
  /** Milliseconds since 1970 at which they last changed; grows with each change. */
  readonly asOf: number;
}

/** What a shard has counted, and how far it has counted one isolate's deltas. */
export interface ShardAccount {
  readonly snapshot: ShardSnapshot;
  /** The highest sequence number of the isolate that is counted; 0 where none is. */
  readonly counted: number;
}

/** A question about the past. Times are seconds since 1970. */
export interface HistoryQuery {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Seconds that one point covers; points start at multiples of it. */
  readonly step: number;
  /** Seconds of the buckets to read: 60 or 3600, a divisor of `step`. */
  readonly resolution: number;
  /** Names of the series that are asked for. */
  readonly families: readonly string[];
}

/** What happened in one step. */
export interface HistoryPoint {
  readonly start: number;
  readonly cells: Readonly<Cells>;
}

/** The methods of the ledger of what shards said last, as a caller sees them. */
export interface LedgerRpc {
  remember(snapshots: Readonly<Record<string, ShardSnapshot>>): Promise<void>;
  /** @returns what is known of them, by name */
  recall(shards: readonly string[]): Promise<Record<string, ShardSnapshot>>;
}

/** An object of the ledger's class that keeps nothing: it is there to be written to. */
export interface ProbedRpc {
  /** @returns when its database has been opened anew and a write is durable */
  probe(): Promise<void>;
}

/** The methods of a shard, as a caller sees them. */
export interface ShardRpc {
  /** @returns the highest sequence number of this isolate that is now durably counted */
  apply(delivery: Delivery): Promise<number>;
  snapshot(): Promise<ShardSnapshot>;
  account(isolate: string): Promise<ShardAccount>;
  /** Takes back from the ledger what it knows more than the shard. */
  restore(): Promise<void>;
  /** @returns when a row has been written that changes nothing */
  probe(): Promise<void>;
  /** @returns the steps in which something was counted, oldest first */
  history(query: HistoryQuery): Promise<HistoryPoint[]>;
}

/** The part of a Durable Object binding that is needed here. */
export interface ShardNamespace {
  getByName(name: string, options?: { locationHint?: Location }): ShardRpc;
}

/** All shards, as whoever sends to one sees them. */
export interface Shards {
  /** @returns the name of the shard that an isolate reports to, always the same one */
  nameOf(location: RequestLocation, isolate: string): string;
  /** Gets hold of a shard; anew for each request, to which what this returns belongs. */
  shard(name: string): ShardRpc;
}

/** What this isolate sends, as far as those have to know who read the shards. */
export interface LocalSender {
  /** How many requests to `/predict` it has counted: whoever keeps figures can tell whether they are old. */
  readonly predictRequests: number;
  /** The shard that it reports to; null before its first event. */
  readonly shardName: string | null;
  /** When a delivery was last stored, in milliseconds since 1970; null before the first. */
  readonly deliveredAt: number | null;
  /** Whether the last delivery was not stored, as far as it knows. */
  readonly isHeldUp: boolean;
  /** Sends what has been counted so far; never rejects. */
  flush(): Promise<void>;
  /** @returns what no shard has confirmed, as it would be sent next; null where there is nothing */
  held(): HeldDelivery | null;
}
