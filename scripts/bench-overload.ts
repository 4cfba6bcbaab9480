import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Table from 'cli-table3';
import { measureOverload, overloads, warmUp } from './lib/bench/overload';
import { startServerProcess } from './lib/bench/server-process';
import { wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle } from './lib/serve/production-bundle';
import { withProgress } from './lib/with-progress';

/** Until the server has noticed that the clients before have gone. */
const SETTLE_MILLISECONDS = 1_000;

const HEAD = [
  'uploads at once',
  'clients',
  'responses',
  'cut',
  '/health, median',
  'longest',
  'runtime',
  'front',
];

interface Options {
  readonly clients: number[];
  readonly only: string;
}

const command = createCommand(
  'bench:overload',
  'Measures health and memory (Linux only) while many clients send large, slow or dear uploads at once',
)
  .option('--clients <n...>', 'clients at once', (value: string, list: number[] | undefined) => [
    ...(list ?? []),
    wholeNumber(1)(value),
  ])
  .option('--only <text>', 'only uploads whose name contains this', '');

await runCommand(command, async ({ clients = [8, 32, 128], only }: Options) => {
  console.log('Building the production bundle …');
  const bundle = await buildBundle();
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-overload-'));
  const server = await startServerProcess({ bundle, storage });
  try {
    await warmUp(server);
    const table = new Table({ head: HEAD });
    const runs = overloads()
      .filter(({ name }) => name.includes(only))
      .flatMap((overload) => clients.map((count) => ({ overload, count })));
    for (const { overload, count } of withProgress('overloads', runs, runs.length)) {
      const result = await measureOverload(server, overload, count);
      await pause(SETTLE_MILLISECONDS);
      const responses = Object.entries(result.statuses).map(([status, times]) => `${times} × ${status}`);
      table.push([
        result.name,
        count,
        responses.join(', '),
        result.cut,
        `${result.healthMedianMilliseconds.toFixed(1)} ms`,
        `${result.healthMaxMilliseconds.toFixed(0)} ms`,
        `+${result.runtimeMegabytes.toFixed(0)} MB`,
        `+${result.frontMegabytes.toFixed(0)} MB`,
      ]);
    }
    console.log(table.toString());
  } finally {
    await server.stop();
    rmSync(storage, { recursive: true });
  }
});
