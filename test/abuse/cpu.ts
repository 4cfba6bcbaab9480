import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time that processes have used, in milliseconds: the first number of each thread's `schedstat`, which is exact to the
 * nanosecond where `stat` counts ticks of 10 ms.
 */
export function cpuMilliseconds(pids: readonly number[]): number {
  const nanoseconds = pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/task`).map((thread) => readThread(`/proc/${pid}/task/${thread}/schedstat`)),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

function readThread(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]);
  } catch {
    // It has just ended.
    return 0;
  }
}
