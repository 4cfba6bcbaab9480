import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quantile } from 'simple-statistics';
import { type Kind, kindsOfRequests } from './lib/bench/limits/kinds';
import { dollarsPerMillion, FREE_CPU_MILLISECONDS } from './lib/bench/limits/plans';
import { processFigures } from './lib/bench/process-figures';
import { type ServerProcess, startServerProcess } from './lib/bench/server-process';
import { positiveNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle } from './lib/serve/production-bundle';

const MODELS = ['v1.0', 'v2.0', 'ensemble'];
/** CPU time of requests that are measured together: the system counts it in steps of 10 ms. */
const GROUP_MILLISECONDS = 100;
const UNDISTURBED = 0.1;

const command = createCommand(
  'bench:limits',
  "Measures the Worker's CPU time by kind of request and model: which fit Cloudflare's free plan, and what a million pictures cost (docs/limits.md)",
).option('--seconds <n>', 'duration of each measurement', positiveNumber, 2);

await runCommand(command, async ({ seconds }: { seconds: number }) => {
  const bundle = await buildBundle();
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-limits-'));
  const kinds = await kindsOfRequests();
  console.log('| request | model | CPU | free plan (10 ms) | US dollars per million pictures |');
  console.log('| --- | --- | ---: | --- | ---: |');
  for (const model of MODELS) {
    const server = await startServerProcess({ bundle, storage });
    try {
      row('first request of an isolate', model, await cpuOf(server, kinds[0]!, model), null);
      for (const kind of kinds) row(kind.name, model, await warmCpu(server, kind, model, seconds), kind);
    } finally {
      await server.stop();
    }
  }
  rmSync(storage, { recursive: true });
});

function row(name: string, model: string, cpu: number, kind: Kind | null): void {
  const fits = cpu <= FREE_CPU_MILLISECONDS ? 'fits' : 'does not fit';
  const price = kind === null ? '' : dollarsPerMillion(cpu, kind.pictures).toFixed(2);
  console.log(
    `| ${name} | ${model} | ${cpu < 10 ? cpu.toFixed(1) : cpu.toFixed(0)} ms | ${fits} | ${price} |`,
  );
}

/** What it takes undisturbed, after a warm-up: the best tenth of the groups, as whatever else the machine does only adds. */
async function warmCpu(server: ServerProcess, kind: Kind, model: string, seconds: number): Promise<number> {
  let size = 1;
  const warm = performance.now() + seconds * 1000;
  do {
    const cpu = await cpuOf(server, kind, model, size);
    if (cpu * size < GROUP_MILLISECONDS) size *= 2;
  } while (performance.now() < warm);

  const groups: number[] = [];
  const end = performance.now() + seconds * 1000;
  do groups.push(await cpuOf(server, kind, model, size));
  while (performance.now() < end);
  return quantile(groups, UNDISTURBED);
}

/** CPU milliseconds of the runtime for each of some equal requests. */
async function cpuOf(
  { url, workerd }: ServerProcess,
  kind: Kind,
  model: string,
  requests = 1,
): Promise<number> {
  const { cpuMilliseconds: before } = await processFigures(workerd);
  const address = new URL(kind.path, url);
  address.searchParams.set('model', model);
  const headers: Record<string, string> = kind.contentType ? { 'Content-Type': kind.contentType } : {};
  for (let i = 0; i < requests; i++) {
    const response = await fetch(address, { method: 'POST', body: new Uint8Array(kind.body), headers });
    if (!response.ok)
      throw new Error(`Cannot measure ${kind.name}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }
  const { cpuMilliseconds: after } = await processFigures(workerd);
  return (after - before) / requests;
}
