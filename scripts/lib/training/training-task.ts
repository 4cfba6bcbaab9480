import type { TrainedNetwork } from './networks';
import type { BatchSources } from './training-batch';
import type { TrainingState } from './training-state';

/** Input of each training thread. */
export interface WorkerTask extends BatchSources {
  readonly network: TrainedNetwork;
  readonly thread: number;
  readonly threads: number;
  readonly state: TrainingState;
  /** Two rounds × threads × (parameters + statistics + `EXCHANGE_EXTRAS`) numbers, for gradients on their way between the threads. */
  readonly exchange: SharedArrayBuffer;
  readonly barrier: SharedArrayBuffer;
  /** One Int32: non-zero requests a stop. */
  readonly stop: SharedArrayBuffer;
}

/** Reports of thread 0. `state` is included at the end of an epoch and when training stops. */
export interface WorkerReport {
  readonly step: number;
  readonly loss: number;
  /** Share of right answers; outliers, which have none, count as wrong. */
  readonly accuracy: number;
  readonly state: TrainingState | null;
  readonly stopped: boolean;
}

/** Loss, correct answers and the stop flag are transferred after the gradient. */
export const EXCHANGE_EXTRAS = 3;
