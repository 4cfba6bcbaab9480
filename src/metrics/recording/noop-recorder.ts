import type { Recorder } from './recorder';

/** Counts nothing: for measuring what counting costs, and where there is nobody to count for. */
export const noopRecorder: Recorder = {
  record: () => {},
  flush: async () => {},
};
