import type { Metrics } from './metrics';
import { noopRecorder } from './recording/noop-recorder';

/** Counts nothing and knows nothing: where there are no shards. That is what was configured, so nothing is amiss. */
export const noopMetrics: Metrics = {
  recorder: noopRecorder,
  handOver: {
    prepare: () => {},
    give: async () => ({ snapshots: {}, held: null }),
    take: async () => {},
  },
  read: async () => ({ cells: {}, unreachable: [], shards: 0 }),
  checkWrites: async () => ({ ok: true, detail: 'nothing is counted' }),
  readHistory: async () => ({ points: [], unreachable: [] }),
};
