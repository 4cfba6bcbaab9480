import type { Metrics } from './metrics';
import { noopRecorder } from './recording/noop-recorder';

/** Counts nothing: for deployments without shards. That is their configuration, so nothing is unhealthy. */
export const noopMetrics: Metrics = {
  recorder: noopRecorder,
  handOver: {
    prepare: () => {},
    give: async () => ({ snapshots: {}, held: null }),
    take: async () => {},
  },
  predictRequests: () => 0,
  read: async () => ({ cells: {}, unreachable: [], shards: 0 }),
  checkWrites: async () => ({ ok: true, detail: 'nothing is counted' }),
  readHistory: async () => ({ points: [], unreachable: [] }),
};
