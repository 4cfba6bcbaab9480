import type { Recorder } from './recording/recorder';
import type { HandOver } from './shards/client/hand-over';
import type { MetricsSnapshot } from './shards/client/merge';
import type { MetricsHistory } from './shards/client/shard-reader';
import type { WriteCheck } from './shards/client/write-probe';
import type { HistoryQuery } from './shards/interface';

/** The metrics' interface for the rest of the service. */
export interface Metrics {
  readonly recorder: Recorder;
  /** Passes the state of this isolate to its successor. */
  readonly handOver: Pick<HandOver, 'prepare' | 'give' | 'take'>;
  /** Number of prediction requests that this isolate has counted; shows whether earlier figures are outdated. */
  predictRequests(): number;
  /** Reads the figures of the whole service, including all that this isolate has counted so far. */
  read(): Promise<MetricsSnapshot>;
  /** Whether counts are currently stored: tests it with a write, at most five seconds ago. */
  checkWrites(): Promise<WriteCheck>;
  /** Reads the counts of the whole service in a window. */
  readHistory(query: HistoryQuery): Promise<MetricsHistory>;
}
