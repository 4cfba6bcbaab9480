import { CoalescingRecorder, type RecorderClock } from './coalescing-recorder';
import { CachedLastKnown } from './last-known';
import type { MetricsSnapshot } from './merge';
import type { Metrics } from './metrics';
import { noopRecorder } from './recorder';
import { type ShardNamespace, ShardPool } from './shard-pool';
import { ShardReader } from './shard-reader';

export interface MetricsOptions {
  /** Whether to count at all; false is for measuring what counting costs. */
  readonly counting?: boolean;
  /** The `METRICS` binding. */
  readonly namespace: ShardNamespace;
  /** Shards for each location hint; 1 upwards. */
  readonly shardsPerLocation?: number;
  /** Milliseconds that a reader waits for a shard. */
  readonly readDeadlineMilliseconds?: number;
  /** Milliseconds over which an isolate adds up before it sends. */
  readonly windowMilliseconds?: number;
  /** Events after which it sends early. */
  readonly windowEvents?: number;
}

/** For so long an answer is given again, unless this isolate has predicted since: scrapers do not add up. */
const FRESH_MILLISECONDS = 2_000;

const systemClock: RecorderClock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Puts the metrics of one isolate together. Does no I/O and draws nothing: it may run at global scope.
 * Make one for each isolate, not one for each request: it holds the events that are not sent yet.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const pool = new ShardPool(options.namespace, options.shardsPerLocation ?? 1);
  const lastKnown = new CachedLastKnown(() => caches.default, systemClock.now);
  const deadline = options.readDeadlineMilliseconds ?? 1_000;
  const reader = new ShardReader(pool, lastKnown, systemClock.sleep, deadline);
  const recorder = new CoalescingRecorder({
    shardOf: (location, isolate) => pool.shardOf(location, isolate),
    clock: systemClock,
    windowMilliseconds: options.windowMilliseconds ?? 1_000,
    windowEvents: options.windowEvents ?? 2_000,
    newIsolateId: () => crypto.randomUUID(),
    warn: (message) => console.warn(JSON.stringify({ level: 'warning', message })),
  });
  let last: { snapshot: MetricsSnapshot; predictRequests: number; at: number } | null = null;
  return {
    recorder: options.counting === false ? noopRecorder : recorder,
    read: async () => {
      const { predictRequests } = recorder;
      await recorder.flush();
      const age = last === null ? Number.POSITIVE_INFINITY : systemClock.now() - last.at;
      if (last?.predictRequests === predictRequests && age < FRESH_MILLISECONDS) return last.snapshot;
      const snapshot = await reader.readTotals();
      last = { snapshot, predictRequests, at: systemClock.now() };
      return snapshot;
    },
    readHistory: async (query) => {
      await recorder.flush();
      return reader.readHistory(query);
    },
  };
}
