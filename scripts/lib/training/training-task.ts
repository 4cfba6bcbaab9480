import type { NetworkVersion } from './networks';
import type { BatchSources } from './training-batch';
import type { TrainingState } from './training-state';

/** What the trainer hands to each of its threads. */
export interface WorkerTask extends BatchSources {
  readonly version: NetworkVersion;
  readonly thread: number;
  readonly threads: number;
  readonly state: TrainingState;
  /** Two rounds × threads × (parameters + statistics + `EXCHANGE_EXTRAS`) numbers, for gradients on their way between the threads. */
  readonly exchange: SharedArrayBuffer;
  readonly barrier: SharedArrayBuffer;
  /** One Int32: not 0 asks for a stop. */
  readonly stop: SharedArrayBuffer;
}

/** What thread 0 tells. `state` comes at the end of an epoch and when training stops. */
export interface WorkerReport {
  readonly step: number;
  readonly loss: number;
  /** Share of right answers; outliers, which have none, count as wrong. */
  readonly accuracy: number;
  readonly state: TrainingState | null;
  readonly stopped: boolean;
}

/** Loss, correct answers and the wish to stop travel behind the gradient. */
export const EXCHANGE_EXTRAS = 3;
