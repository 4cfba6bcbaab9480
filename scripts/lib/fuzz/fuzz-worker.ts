import { parentPort, workerData } from 'node:worker_threads';
import { fuzzedFile, runCase } from './fuzz-case';
import { type FuzzedFormat, seedFiles } from './seeds';

/** What a worker is given. `current` is shared: the number of the case at work, for whoever watches for hangs. */
export interface FuzzTask {
  readonly format: FuzzedFormat;
  readonly firstCase: number;
  readonly endAt: number;
  readonly current: SharedArrayBuffer;
}

/** What it reports: every finding at once, and the sums at the end. */
export type FuzzReport =
  | { readonly kind: 'finding'; readonly number: number; readonly what: string }
  | { readonly kind: 'done'; readonly cases: number; readonly decoded: number };

const { format, firstCase, endAt, current } = workerData as FuzzTask;
const shared = new BigInt64Array(current);
const seeds = seedFiles(format);
let decoded = 0;
let number = firstCase;
for (; Date.now() < endAt; number++) {
  Atomics.store(shared, 0, BigInt(number));
  const outcome = runCase(fuzzedFile(format, seeds, number));
  if (outcome.decoded) decoded++;
  if (outcome.finding) report({ kind: 'finding', number, what: outcome.finding });
}
report({ kind: 'done', cases: number - firstCase, decoded });

function report(message: FuzzReport): void {
  parentPort!.postMessage(message);
}
