import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { fuzzedInput, runCase } from './fuzz-case';
import { TARGETS, type TargetName } from './targets';

/** Input of a worker. `current` is shared: the number of the current case, for the watchdog. */
export interface FuzzTask {
  readonly target: TargetName;
  readonly firstCase: number;
  readonly endAt: number;
  readonly current: SharedArrayBuffer;
}

/** Reports of a worker: each finding immediately, totals at the end. */
export type FuzzReport =
  | { readonly kind: 'finding'; readonly number: number; readonly what: string }
  | { readonly kind: 'done'; readonly cases: number; readonly accepted: number; readonly growth: number };

/** Number of warm-up cases, after which code and tables are in place and live memory may not grow. */
const WARM_UPS = 20_000;

const { target, firstCase, endAt, current } = workerData as FuzzTask;
const shared = new BigInt64Array(current);
const seeds = TARGETS[target].seeds();
let accepted = 0;
let number = firstCase;
let warmBytes: number | null = null;
for (; Date.now() < endAt; number++) {
  if (number === firstCase + WARM_UPS) warmBytes = liveBytes();
  Atomics.store(shared, 0, BigInt(number));
  const outcome = runCase(target, fuzzedInput(target, seeds, number));
  if (outcome.accepted) accepted++;
  if (outcome.finding) report({ kind: 'finding', number, what: outcome.finding });
}
const growth = warmBytes === null ? 0 : liveBytes() - warmBytes;
report({ kind: 'done', cases: number - firstCase, accepted, growth });

/** Memory of this thread still in use after garbage collection; twice, because buffers are swept late. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function report(message: FuzzReport): void {
  parentPort!.postMessage(message);
}
