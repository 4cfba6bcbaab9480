import { parentPort, workerData } from 'node:worker_threads';
import { type BatchSources, makeBatch, pictureOrder, stepsPerEpochOf } from '../training-batch';

const task = workerData as BatchSources;
const { batchSize } = task.recipe;
const stepsPerEpoch = stepsPerEpochOf(task);
let order: Uint32Array = new Uint32Array();
let orderEpoch = -1;

/** Answers each step's number with the pixels and targets of its batch, one after the other. */
parentPort!.on('message', (step: number) => {
  const epoch = Math.floor(step / stepsPerEpoch);
  if (epoch !== orderEpoch) {
    order = pictureOrder(task, epoch);
    orderEpoch = epoch;
  }
  const first = (step % stepsPerEpoch) * batchSize;
  const { pixels, targets } = makeBatch(task, order.subarray(first, first + batchSize), epoch);
  parentPort!.postMessage({ pixels, targets }, [pixels.buffer as ArrayBuffer, targets.buffer as ArrayBuffer]);
});
