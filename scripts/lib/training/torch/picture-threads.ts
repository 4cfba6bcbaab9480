import { on } from 'node:events';
import { startWorker } from '../../threads';

/** Batches that each thread may prepare in advance. */
const BATCHES_AHEAD = 4;

/** One batch as the program reads it. */
export interface PictureBatch {
  readonly pixels: Float32Array;
  readonly targets: Float32Array;
}

/**
 * Makes the batches of a run in several threads.
 *
 * @param file of the thread's code, which answers each step's number with a batch
 * @param task data of each thread
 * @param steps from the first to before the last, counted from 0
 * @returns pixels and targets of one step after the other
 * @throws any error of a thread
 */
export async function* drawBatches(
  file: URL,
  task: unknown,
  steps: readonly [first: number, end: number],
  threads: number,
): AsyncGenerator<PictureBatch> {
  const workers = Array.from({ length: threads }, () => startWorker(file, task));
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
