import type { MetricsSnapshot } from './merge';
import type { Recorder } from './recorder';
import type { HistoryQuery } from './shard-protocol';
import type { MetricsHistory } from './shard-reader';
import type { WriteCheck } from './write-probe';

/** All that the rest of the service sees of its metrics. */
export interface Metrics {
  readonly recorder: Recorder;
  /** Reads the figures of the whole service, what this isolate has counted so far included. */
  read(): Promise<MetricsSnapshot>;
  /** Whether counts are stored at present: a real write, at most five seconds ago. */
  checkWrites(): Promise<WriteCheck>;
  /** Reads what the whole service has counted in a window. */
  readHistory(query: HistoryQuery): Promise<MetricsHistory>;
}
