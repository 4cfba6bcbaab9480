import type { Recorder } from './recording/recorder';
import type { HandOver } from './shards/client/hand-over';
import type { MetricsSnapshot } from './shards/client/merge';
import type { MetricsHistory } from './shards/client/shard-reader';
import type { WriteCheck } from './shards/client/write-probe';
import type { HistoryQuery } from './shards/interface';

/** All that the rest of the service sees of its metrics. */
export interface Metrics {
  readonly recorder: Recorder;
  /** Carries what this isolate knows over to its successor. */
  readonly handOver: Pick<HandOver, 'prepare' | 'give' | 'take'>;
  /** Reads the figures of the whole service, what this isolate has counted so far included. */
  read(): Promise<MetricsSnapshot>;
  /** Whether counts are stored at present: a real write, at most five seconds ago. */
  checkWrites(): Promise<WriteCheck>;
  /** Reads what the whole service has counted in a window. */
  readHistory(query: HistoryQuery): Promise<MetricsHistory>;
}
