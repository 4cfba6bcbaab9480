import Table from 'cli-table3';
import { median } from 'simple-statistics';
import type { SoakSample } from './soak';

const ROWS = 10;

/** Sums the samples up, in rows of as many visits each. */
export function soakTable(samples: readonly SoakSample[]): string {
  const table = new Table({
    head: ['visits', 'seconds', 'visits/s', 'p50 ms', 'p99 ms', 'front MB', 'workerd MB'],
    colAligns: new Array(7).fill('right'),
    style: { head: [], border: [] },
  });
  const total = samples.at(-1)?.visits ?? 0;
  for (let row = 1; row <= ROWS; row++) {
    const [from, to] = [((row - 1) / ROWS) * total, (row / ROWS) * total];
    const part = samples.filter(({ visits }) => visits > from && visits <= to);
    const last = part.at(-1);
    if (last === undefined) continue;
    // A second without an ordinary request has no latency.
    const medianOf = (field: keyof SoakSample) =>
      median(part.map((sample) => sample[field]).filter(Number.isFinite));
    table.push([
      last.visits,
      last.seconds.toFixed(0),
      medianOf('rate').toFixed(0),
      medianOf('p50Milliseconds').toFixed(1),
      medianOf('p99Milliseconds').toFixed(1),
      medianOf('frontMegabytes').toFixed(0),
      medianOf('workerdMegabytes').toFixed(0),
    ]);
  }
  return table.toString();
}
