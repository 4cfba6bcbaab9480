import { Worker } from 'node:worker_threads';
import type { DigitSet } from './data/mnist';

/**
 * Starts a thread on a TypeScript file. Threads do not inherit tsx' loader, and Node refuses a .ts file as a thread's
 * entry.
 *
 * @param file of the thread's code
 * @param workerData its data; shared memory stays shared
 */
export function startWorker(file: URL, workerData: unknown): Worker {
  const entry = `import('tsx/esm/api').then(({ register }) => { register(); return import('${file.href}'); })`;
  return new Worker(entry, { eval: true, workerData });
}

/** @returns a copy in shared memory, for threads */
export function shareSet({ images, labels }: DigitSet): DigitSet {
  return { images: shareBytes(images), labels: shareBytes(labels) };
}

function shareBytes(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
