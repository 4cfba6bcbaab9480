import type { Location, RequestLocation } from '../series/labels';
import type { Cells } from '../series/series';

/**
 * The protocol between isolates and shards. During a rollout old isolates call new shards and vice versa: fields may be
 * added here, never renamed or removed.
 */
export interface Delta {
  /** 1, 2, 3 … within the lifetime of an isolate. */
  readonly sequence: number;
  /** When the delta was closed; milliseconds since 1970. */
  readonly at: number;
  readonly cells: Readonly<Cells>;
}

/** Deltas in ascending order, without gaps since the last acknowledged one. */
export interface Delivery {
  /** Random name of the sending isolate. */
  readonly isolate: string;
  readonly deltas: readonly Delta[];
}

/** Unacknowledged deltas, and the shard that they are for. */
export interface HeldDelivery extends Delivery {
  readonly shard: string;
}

/** The totals of a shard. */
export interface ShardSnapshot {
  readonly totals: Readonly<Cells>;
  /** When they last changed; milliseconds since 1970, increasing with each change. */
  readonly asOf: number;
}

/** The totals of a shard, and how many of one isolate's deltas they contain. */
export interface ShardAccount {
  readonly snapshot: ShardSnapshot;
  /** The highest counted sequence number of the isolate; 0 if there is none. */
  readonly counted: number;
}

/** A query for a time range. Times are seconds since 1970. */
export interface HistoryQuery {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Seconds per point; points start at multiples of it. */
  readonly step: number;
  /** Seconds per stored bucket: 60 or 3600, a divisor of `step`. */
  readonly resolution: number;
  /** Names of the series to read. */
  readonly families: readonly string[];
}

/** The counts of one step. */
export interface HistoryPoint {
  readonly start: number;
  readonly cells: Readonly<Cells>;
}

/** RPC interface of the ledger, which stores the last snapshot of each shard. */
export interface LedgerRpc {
  remember(snapshots: Readonly<Record<string, ShardSnapshot>>): Promise<void>;
  /** @returns the known snapshots of these shards, by name */
  recall(shards: readonly string[]): Promise<Record<string, ShardSnapshot>>;
}

/** RPC interface of an object of the ledger's class that exists only for test writes. */
export interface ProbedRpc {
  /** @returns when its database has been reopened and a write is durable */
  probe(): Promise<void>;
}

/** RPC interface of a shard. */
export interface ShardRpc {
  /** @returns the highest sequence number of this isolate that is counted durably */
  apply(delivery: Delivery): Promise<number>;
  snapshot(): Promise<ShardSnapshot>;
  account(isolate: string): Promise<ShardAccount>;
  /** Restores counts that the ledger has and the shard has lost. */
  restore(): Promise<void>;
  /** @returns when an unchanged row has been written */
  probe(): Promise<void>;
  /** @returns the steps with counts, oldest first */
  history(query: HistoryQuery): Promise<HistoryPoint[]>;
}

/** The part of a Durable Object binding that is needed here. */
export interface HintedNamespace<Rpc> {
  getByName(name: string, options?: { locationHint?: Location }): Rpc;
}

export type ShardNamespace = HintedNamespace<ShardRpc>;

/** A small fixed set of objects, for senders. */
export interface Shards<Rpc = ShardRpc> {
  /** @returns the name of the shard that an isolate reports to; always the same for an isolate */
  nameOf(location: RequestLocation, isolate: string): string;
  /** Returns a stub of a shard; needs a new one for each request, because stubs belong to a request. */
  shard(name: string): Rpc;
}

/** The state of this isolate's sender, for readers of the shards. */
export interface LocalSender {
  /** Number of requests to `/predict` that it has counted: a cache can tell from it whether its figures are outdated. */
  readonly predictRequests: number;
  /** The shard that it reports to; null before its first event. */
  readonly shardName: string | null;
  /** When a delivery was last stored, in milliseconds since 1970; null before the first. */
  readonly deliveredAt: number | null;
  /** Whether the last delivery failed, as far as it knows. */
  readonly isHeldUp: boolean;
  /** Sends all counts so far; never rejects. */
  flush(): Promise<void>;
  /** @returns the unacknowledged deltas, as they would be sent next; null if there are none */
  held(): HeldDelivery | null;
}
