import { CoalescingRecorder, type RecorderClock } from './coalescing-recorder';
import type { MetricsSnapshot } from './merge';
import type { Recorder } from './recorder';
import { type ShardNamespace, ShardPool } from './shard-pool';
import { ShardReader } from './shard-reader';

export interface MetricsOptions {
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

/** All that the rest of the service sees of its metrics. */
export interface Metrics {
  readonly recorder: Recorder;
  /** Reads the figures of the whole service, what this isolate has counted so far included. */
  read(): Promise<MetricsSnapshot>;
}

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
  const reader = new ShardReader(pool, systemClock, options.readDeadlineMilliseconds ?? 1_000);
  const recorder = new CoalescingRecorder({
    shardOf: (location, isolate) => pool.shardOf(location, isolate),
    clock: systemClock,
    windowMilliseconds: options.windowMilliseconds ?? 1_000,
    windowEvents: options.windowEvents ?? 2_000,
    newIsolateId: () => crypto.randomUUID(),
    warn: (message) => console.warn(JSON.stringify({ level: 'warning', message })),
  });
  return {
    recorder,
    read: async () => {
      await recorder.flush();
      return reader.read();
    },
  };
}
