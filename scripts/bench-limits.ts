import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quantile } from 'simple-statistics';
import { type Kind, kindsOfRequests } from './lib/bench/limits/kinds';
import { rewritePage } from './lib/bench/limits/limits-page';
import { processFigures } from './lib/bench/process-figures';
import { type ServerProcess, startServerProcess } from './lib/bench/server-process';
import { positiveNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle, ROOT } from './lib/serve/production-bundle';

const MODELS = ['v1.0', 'v2.0', 'v3.0', 'ensemble'];
/** CPU time of requests that are measured together: the system counts it in steps of 10 ms. */
const GROUP_MILLISECONDS = 100;
const UNDISTURBED = 0.1;

/** What has been measured so far, so that a run that was ended goes on where it was. */
const RESULTS = path.join(ROOT, 'bench/limits.json');
const PAGE = path.join(ROOT, 'docs/limits.md');
const COLD = 'first request of an isolate';

interface Options {
  readonly seconds: number;
  readonly again?: true;
}

const command = createCommand(
  'bench:limits',
  "Measures the Worker's CPU time by kind of request and model, in about four minutes, and writes the tables of docs/limits.md: what fits Cloudflare's free plan, and what it costs. A run that was ended goes on with the next run",
)
  .option('--seconds <n>', 'duration of each measurement', positiveNumber, 2)
  .option('--again', 'measure what an earlier run has measured, too');

await runCommand(command, async ({ seconds, again }: Options) => {
  mkdirSync(path.dirname(RESULTS), { recursive: true });
  const measured: Record<string, Record<string, number>> = again ? {} : readResults();
  const kinds = await kindsOfRequests();
  const bundle = await buildBundle();
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-limits-'));
  for (const model of MODELS) {
    const known = measured[model] ?? {};
    measured[model] = known;
    const missing = kinds.filter(
      ({ name, models }) => known[name] === undefined && (models?.includes(model) ?? true),
    );
    if (missing.length === 0 && known[COLD] !== undefined) continue;
    const server = await startServerProcess({ bundle, storage });
    const note = (name: string, cpu: number) => {
      known[name] = cpu;
      console.log(`${model}, ${name}: ${cpu.toFixed(1)} ms`);
      writeFileSync(RESULTS, JSON.stringify(measured, null, 2));
    };
    try {
      const cold = await cpuOf(server, kinds[0]!, model);
      if (known[COLD] === undefined) note(COLD, cold);
      for (const kind of missing) note(kind.name, await warmCpu(server, kind, model, seconds));
    } finally {
      await server.stop();
    }
  }
  rmSync(storage, { recursive: true });
  const pictures = Object.fromEntries(kinds.map(({ name, pictures }) => [name, pictures]));
  writeFileSync(PAGE, rewritePage(readFileSync(PAGE, 'utf8'), measured, pictures));
  console.log('Written to docs/limits.md. --again measures anew');
});

function readResults(): Record<string, Record<string, number>> {
  return existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
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
