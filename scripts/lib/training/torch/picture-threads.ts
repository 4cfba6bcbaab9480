import { on } from 'node:events';
import { shareSet, startWorker } from '../../threads';
import type { BatchSources, TrainingBatch } from '../training-batch';

const WORKER_FILE = new URL('./picture-worker.ts', import.meta.url);

/** Batches that each thread may prepare in advance. */
const BATCHES_AHEAD = 4;

/**
 * Makes the batches of a run in several threads.
 *
 * @param steps from the first to before the last, counted from 0
 * @returns pixels and targets of one step after the other
 * @throws any error of a thread
 */
export async function* drawBatches(
  { recipe, seed, training, rendered }: BatchSources,
  steps: readonly [first: number, end: number],
  threads: number,
): AsyncGenerator<Pick<TrainingBatch, 'pixels' | 'targets'>> {
  const task: BatchSources = {
    recipe,
    seed,
    training: shareSet(training),
    rendered: rendered && shareSet(rendered),
  };
  const workers = Array.from({ length: threads }, () => startWorker(WORKER_FILE, task));
  const answers = workers.map((worker) => on(worker, 'message'));
  const [first, end] = steps;
  let asked = first;
  try {
    for (let step = first; step < end; step++) {
      for (; asked < Math.min(end, step + threads * BATCHES_AHEAD); asked++) {
        workers[asked % threads]!.postMessage(asked);
      }
      const { value } = await answers[step % threads]!.next();
      yield value[0];
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
