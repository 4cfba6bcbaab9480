import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServerProcess } from './lib/bench/server-process';
import { positiveNumber, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle } from './lib/serve/production-bundle';
import { type SoakResult, soak } from './lib/soak/soak';
import { drawSoak } from './lib/soak/soak-chart';
import { soakTable } from './lib/soak/soak-table';
import { findFaults, memoryGrowth } from './lib/soak/verdict';
import { UserError } from './lib/user-error';

interface Options {
  readonly visits: number;
  readonly minutes?: number;
  readonly connections: number;
  readonly seed: number;
  readonly chart?: string;
}

const command = createCommand(
  'soak',
  'Sends mixed traffic, a tenth of it hostile, to one server and checks that memory stays flat and all is counted',
)
  .option(
    '--visits <n>',
    'how much: a visit is a request, or an attack of one or several',
    wholeNumber(1_000),
    200_000,
  )
  .option('--minutes <n>', 'longest duration; default: until all visits are made', positiveNumber)
  .option('--connections <n>', 'clients at once', wholeNumber(1, 1_000), 8)
  .option('--seed <n>', 'of the traffic; the same number gives the same visits', wholeNumber(0), 19)
  .option('--chart <file>', 'also draw memory, latency and throughput, as SVG');

await runCommand(command, async ({ chart, ...options }: Options) => {
  console.log('Building the production bundle …');
  const bundle = await buildBundle();
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-soak-'));
  const server = await startServerProcess({ bundle, storage });
  try {
    const result = await soak(server, options);
    report(result);
    if (chart !== undefined) {
      writeFileSync(
        chart,
        await drawSoak(result.samples, `npm run soak: ${result.samples.at(-1)?.visits ?? 0} visits`),
      );
    }
    const faults = findFaults(result);
    for (const fault of faults) console.log(fault);
    if (faults.length > 0) throw new UserError(`The server did not hold: ${faults.length} faults, see above`);
  } finally {
    await server.stop();
    rmSync(storage, { recursive: true });
  }
});

function report({ samples, answered, refusals }: SoakResult): void {
  console.log(soakTable(samples));
  const growth = ((memoryGrowth(samples) - 1) * 100).toFixed(1);
  console.log(
    `${answered.total} requests answered, ${answered.digits} digits read, ${refusals} refused with 503; memory after the warm-up: ${growth} %`,
  );
}
