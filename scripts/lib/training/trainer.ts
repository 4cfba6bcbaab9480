import type { Worker } from 'node:worker_threads';
import { shareSet, startWorker } from '../threads';
import type { TrainedNetwork } from './networks';
import type { BatchSources } from './training-batch';
import type { TrainingState } from './training-state';
import { EXCHANGE_EXTRAS, type WorkerReport, type WorkerTask } from './training-task';

const WORKER_FILE = new URL('./training-worker.ts', import.meta.url);

export interface TrainingRun extends BatchSources {
  readonly network: TrainedNetwork;
  readonly threads: number;
  /** Initial state; not changed. */
  readonly state: TrainingState;
  /** Called after every step. */
  readonly onReport: (report: WorkerReport) => void;
  /** Ends the run after the current step. */
  readonly signal: AbortSignal;
}

/**
 * Trains in the given number of threads, each with its share of every batch. The result depends on the seed and
 * the number of threads (which decides the order of a sum), on nothing else.
 *
 * @returns when all epochs are done or the signal has stopped it; results are passed to `onReport`
 * @throws any error of a thread
 */
export async function runTraining(run: TrainingRun): Promise<void> {
  const { recipe, state, threads } = run;
  if (recipe.batchSize % threads !== 0) {
    throw new Error(`Cannot train: a batch of ${recipe.batchSize} does not divide by ${threads} threads`);
  }
  const slotLength = state.parameters.length + state.statistics.length + EXCHANGE_EXTRAS;
  const stop = new SharedArrayBuffer(4);
  const shared = {
    network: run.network,
    recipe,
    seed: run.seed,
    threads,
    training: shareSet(run.training),
    rendered: run.rendered && shareSet(run.rendered),
    state,
    exchange: new SharedArrayBuffer(2 * threads * slotLength * 4),
    barrier: new SharedArrayBuffer(8),
    stop,
  };
  const onAbort = () => Atomics.store(new Int32Array(stop), 0, 1);
  run.signal.addEventListener('abort', onAbort);
  const workers = Array.from({ length: threads }, (_, thread) => {
    const task: WorkerTask = { ...shared, thread };
    return startWorker(WORKER_FILE, task);
  });
  workers[0]!.on('message', run.onReport);
  try {
    await Promise.all(workers.map(finished));
  } finally {
    run.signal.removeEventListener('abort', onAbort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function finished(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}
