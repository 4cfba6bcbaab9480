import { waitUntil } from 'cloudflare:workers';
import { warn } from '../log';
import type { CourierClock } from '../time/courier';
import { Deadline, sleep } from '../time/deadline';
import type { Metrics } from './metrics';
import { CoalescingRecorder } from './recording/coalescing-recorder';
import { noopRecorder } from './recording/noop-recorder';
import { HandOver } from './shards/client/hand-over';
import { LastKnown } from './shards/client/last-known';
import { ShardPool } from './shards/client/shard-pool';
import { ShardReader } from './shards/client/shard-reader';
import { SnapshotCache } from './shards/client/snapshot-cache';
import { WriteProbe } from './shards/client/write-probe';
import type { LedgerRpc, ProbedRpc, ShardNamespace } from './shards/interface';
import { noopLedger } from './shards/noop-ledger';

export interface MetricsOptions {
  /** Whether to count at all; false is for measuring the cost of counting. */
  readonly counting?: boolean;
  /** The `METRICS` binding. */
  readonly namespace: ShardNamespace;
  /** Returns a stub of the ledger with the last state of each shard; a new one for each request. */
  readonly ledger: () => LedgerRpc;
  /** Returns a stub of an object of the ledger's class that exists only for test writes; default: none. */
  readonly probed?: () => ProbedRpc;
  /** Shards for each location hint; 1 upwards. */
  readonly shardsPerLocation?: number;
  /** Milliseconds that a reader waits for a shard. */
  readonly readDeadlineMilliseconds?: number;
  /** Milliseconds over which an isolate accumulates events before it sends them. */
  readonly windowMilliseconds?: number;
  /** Number of events after which it sends early. */
  readonly windowEvents?: number;
}

/** In optical fibre, light takes 0.2 s halfway around the Earth and back: distance does not explain five times as much. */
const READ_DEADLINE_MILLISECONDS = 1_000;
/**
 * One delivery per prediction cost 40 to 50 % of the throughput at 8 connections, one per second costs 0.8 %
 * (`npm run bench:counting`). A killed isolate loses at most one window.
 */
const WINDOW_MILLISECONDS = 1_000;
/** Limits the loss if an isolate that answers more than 2,000 requests a second is killed. */
const WINDOW_EVENTS = 2_000;

const systemClock: CourierClock = {
  now: () => Date.now(),
  sleep,
};

/**
 * Assembles the metrics of one isolate. Does no I/O and uses no random values, so it may run at global scope.
 * Create one for each isolate, not for each request: it holds the unsent events.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const { now } = systemClock;
  const pool = new ShardPool(options.namespace, options.shardsPerLocation ?? 1);
  const deadline = new Deadline(sleep, options.readDeadlineMilliseconds ?? READ_DEADLINE_MILLISECONDS);
  const lastKnown = new LastKnown(options.ledger, deadline);
  const reader = new ShardReader(pool, lastKnown, deadline, waitUntil);
  const recorder = new CoalescingRecorder({
    pool,
    clock: systemClock,
    waitUntil,
    windowMilliseconds: options.windowMilliseconds ?? WINDOW_MILLISECONDS,
    windowEvents: options.windowEvents ?? WINDOW_EVENTS,
    newIsolateId: () => crypto.randomUUID(),
    warn,
  });
  const snapshots = new SnapshotCache(recorder, reader, now);
  const probed = options.probed ?? (() => noopLedger);
  const probe = new WriteProbe(pool, probed, recorder, deadline, now);
  return {
    recorder: options.counting === false ? noopRecorder : recorder,
    handOver: new HandOver(pool, recorder, reader, lastKnown, deadline, waitUntil),
    predictRequests: () => recorder.predictRequests,
    checkWrites: () => probe.check(),
    read: async () => alsoUnreachable(await snapshots.read(), probe.unwritable()),
    readHistory: async (query) => {
      await recorder.flush();
      return alsoUnreachable(await reader.readHistory(query), probe.unwritable());
    },
  };
}

/** A shard that answers but does not store deliveries reports outdated figures, as an unreachable one does. */
function alsoUnreachable<T extends { readonly unreachable: readonly string[] }>(
  reading: T,
  shards: readonly string[],
): T {
  const more = shards.filter((shard) => !reading.unreachable.includes(shard));
  return more.length === 0 ? reading : { ...reading, unreachable: [...reading.unreachable, ...more] };
}
