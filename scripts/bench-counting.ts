import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { quantileSorted } from 'simple-statistics';
import { type LoadResult, measureLoad } from './lib/bench/load';
import { findWorkerd } from './lib/bench/process-figures';
import { buildBundle, ROOT } from './lib/production-bundle';
import { startServer } from './lib/production-server';
import { drawSeven, toPng } from './lib/sample-images';

const CONNECTIONS = 8;

const { pairs, seconds } = new Command('bench-counting')
  .description('Measures what counting costs: /predict with and without it, in alternating runs')
  .option('--pairs <n>', 'runs of each kind', Number, 8)
  .option('--seconds <n>', 'length of a run', Number, 4)
  .parse()
  .opts<{ pairs: number; seconds: number }>();

console.log('Building the production bundle …');
const bundle = await buildBundle();
const picture = toPng(drawSeven(28));
const folder = mkdtempSync(path.join(tmpdir(), 'digits-counting-'));

async function start(name: string, variables: Record<string, string>, known: readonly number[]) {
  const storage = path.join(folder, name);
  const server = await startServer({
    bundle,
    host: '127.0.0.1',
    port: 0,
    storage,
    onLog: () => {},
    variables,
  });
  return { name, server, workerd: await findWorkerd(known) };
}

const counting = await start('counting', {}, []);
const silent = await start('not counting', { COUNTING: 'off' }, [counting.workerd]);
try {
  const rows: (readonly [LoadResult, LoadResult])[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    // Who goes first alternates too: a machine that slows down must not favour one side.
    const order = pair % 2 === 0 ? [counting, silent] : [silent, counting];
    const results = new Map<string, LoadResult>();
    for (const { name, server, workerd } of order) {
      const load = { name, url: server.url, path: '/predict', body: picture, connections: CONNECTIONS };
      results.set(name, await measureLoad({ ...load, seconds, workerd }));
    }
    rows.push([results.get(counting.name)!, results.get(silent.name)!]);
  }
  report(rows);
} finally {
  await counting.server.stop();
  await silent.server.stop();
  rmSync(folder, { recursive: true });
}

function report(rows: readonly (readonly [LoadResult, LoadResult])[]): void {
  const table = new Table({
    head: [
      'pair',
      'requests/s counting',
      'not counting',
      'ratio',
      'CPU ms counting',
      'not counting',
      'ratio',
    ],
    colAligns: ['right', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  rows.forEach(([on, off], index) => {
    const throughput = on.requestsPerSecond / off.requestsPerSecond;
    const cpu = on.cpuMilliseconds / off.cpuMilliseconds;
    table.push([
      index + 1,
      on.requestsPerSecond.toFixed(0),
      off.requestsPerSecond.toFixed(0),
      throughput.toFixed(3),
      on.cpuMilliseconds.toFixed(3),
      off.cpuMilliseconds.toFixed(3),
      cpu.toFixed(3),
    ]);
  });
  const throughputCost = 1 - median(rows.map(([on, off]) => on.requestsPerSecond / off.requestsPerSecond));
  const cpuCost = median(rows.map(([on, off]) => on.cpuMilliseconds / off.cpuMilliseconds)) - 1;
  console.log(table.toString());
  console.log(
    `Counting costs ${percent(throughputCost)} of the throughput and ${percent(cpuCost)} more CPU (medians)`,
  );
  mkdirSync(path.join(ROOT, 'bench'), { recursive: true });
  const result = { date: new Date().toISOString(), pairs, seconds, throughputCost, cpuCost, rows };
  writeFileSync(path.join(ROOT, 'bench/counting.json'), `${JSON.stringify(result, null, 2)}\n`);
}

function median(values: readonly number[]): number {
  return quantileSorted(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
