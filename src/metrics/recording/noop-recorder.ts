import type { Recorder } from './recorder';

/** Counts nothing: for measuring the cost of counting, and for deployments without shards. */
export const noopRecorder: Recorder = {
  record: () => {},
  recordShadow: () => {},
  flush: async () => {},
};
