import { median } from 'simple-statistics';

/** Alternating rounds; the first ones warm up. */
const WARM_UP_ROUNDS = 20;
const ROUNDS = 100;
/** Runs per round: some 10 to 40 ms, far above the microsecond resolution of CPU time. */
const RUNS = 10;

/** Median CPU milliseconds of two ways to do something. */
export interface PairedCosts {
  readonly before: number;
  readonly now: number;
}

/** Measures two ways alternately in this process, so that both run under the same conditions. */
export function pairedCosts(before: () => void, now: () => void): PairedCosts {
  const costs = { before: [] as number[], now: [] as number[] };
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const costBefore = cpuMilliseconds(before);
    const costNow = cpuMilliseconds(now);
    if (round < WARM_UP_ROUNDS) continue;
    costs.before.push(costBefore);
    costs.now.push(costNow);
  }
  return { before: median(costs.before), now: median(costs.now) };
}

/** CPU milliseconds of one of `RUNS` runs. */
function cpuMilliseconds(run: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < RUNS; i++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / RUNS;
}
