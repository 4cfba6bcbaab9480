import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { CONFIG } from '../src/config';
import { compareModels } from './lib/bench/compare-pipelines';
import { forwardPassMilliseconds } from './lib/bench/forward-pass';
import { type JobResult, measureJob } from './lib/bench/job';
import { measureLoad } from './lib/bench/load';
import type { PairedCosts } from './lib/bench/paired-costs';
import { processFigures } from './lib/bench/process-figures';
import { startServerProcess } from './lib/bench/server-process';
import { toForm } from './lib/bench/to-form';
import { openModels } from './lib/model-files/open-models';
import { positiveNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { drawSeven, onPaper, toJpeg, toPng } from './lib/scenes/sample-images';
import { buildBundle, ROOT } from './lib/serve/production-bundle';

const MEBIBYTE = 2 ** 20;
const CONNECTIONS = [1, 8];

const small = toPng(drawSeven(28));
const large = onPaper(drawSeven(280));
const largePng = toPng(large);
const largeJpeg = toJpeg(large);
/** What the pipeline is measured with, without HTTP: in MNIST's own form, in another, and large. */
const PICTURES = [
  { picture: '28×28 PNG, white on black', bytes: small },
  { picture: '28×28 PNG, dark on light', bytes: toPng(onPaper(drawSeven(28))) },
  { picture: '280×280 PNG', bytes: largePng },
  { picture: '280×280 JPEG', bytes: largeJpeg },
];
/** As many pictures as a batch may have. */
const BATCH = CONFIG.maxBatchImages;
/** A hundred batches. */
const JOB_PICTURES = 100 * BATCH;
const SINGLE_TARGET = 'POST /predict 28×28 PNG';
const BATCH_TARGET = `POST /predict/batch ${BATCH} × 28×28 PNG`;
const TARGETS = [
  { name: 'GET /health (the floor)', path: '/health', body: null },
  { name: SINGLE_TARGET, path: '/predict', body: small },
  { name: BATCH_TARGET, path: '/predict/batch', pictures: BATCH, ...(await toForm(small, BATCH)) },
  { name: 'POST /predict 280×280 PNG', path: '/predict', body: largePng },
  { name: 'POST /predict 280×280 JPEG', path: '/predict', body: largeJpeg },
];

const command = createCommand(
  'bench',
  'Measures the production bundle (requests per second, CPU time, memory) and compares models',
).option('--seconds <n>', 'duration of each measurement', positiveNumber, 5);

await runCommand(command, async ({ seconds }: { seconds: number }) => {
  console.log('Building the production bundle …');
  const bundle = await buildBundle();
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-bench-'));
  const server = await startServerProcess({ bundle, storage });
  try {
    const { workerd } = server;
    const cold = await measureFirstPrediction(server.url, workerd);

    const rows = [];
    for (const target of TARGETS) {
      for (const connections of CONNECTIONS) {
        console.log(`${target.name}, ${connections} connection(s), ${seconds} s …`);
        rows.push(await measureLoad({ ...target, url: server.url, connections, seconds, workerd }));
      }
    }
    const warm = await processFigures(workerd);
    console.log(`A job of ${JOB_PICTURES} pictures …`);
    const job = await measureJob(server, small, JOB_PICTURES);
    const registry = await openModels();
    const reader = await registry.load('v2.0');
    const eye = await registry.load('v3.0');
    const forward = forwardPassMilliseconds(reader.classifier);
    const pipelines = PICTURES.map(({ picture, bytes }) => ({
      picture,
      ...compareModels(bytes, reader, eye),
    }));
    report({ bundle, cold, warm, forward, pipelines, rows, job });
  } finally {
    await server.stop();
    rmSync(storage, { recursive: true });
  }
});

/** Cost of the first prediction in a process that has just begun to listen. */
async function measureFirstPrediction(url: URL, workerd: number) {
  const before = await processFigures(workerd);
  const start = performance.now();
  const response = await fetch(new URL('/predict', url), { method: 'POST', body: small });
  await response.text();
  const wallMilliseconds = performance.now() - start;
  const { cpuMilliseconds, residentBytes } = await processFigures(workerd);
  return { wallMilliseconds, cpuMilliseconds: cpuMilliseconds - before.cpuMilliseconds, residentBytes };
}

/** CPU milliseconds of two pipelines for one picture. */
interface PipelineCosts extends PairedCosts {
  readonly picture: string;
}

interface Report {
  readonly bundle: { readonly gzippedKib: number };
  readonly cold: Awaited<ReturnType<typeof measureFirstPrediction>>;
  readonly warm: { residentBytes: number };
  /** CPU milliseconds of one bare forward pass of the CNN. */
  readonly forward: number;
  readonly pipelines: readonly PipelineCosts[];
  readonly rows: Awaited<ReturnType<typeof measureLoad>>[];
  readonly job: JobResult;
}

function report(results: Report): void {
  const { cold, warm, forward, rows } = results;
  const table = new Table({
    head: [
      'request',
      'connections',
      'requests/s',
      'pictures/s',
      'p50 ms',
      'p99 ms',
      'CPU ms/request',
      '× bare CNN',
    ],
    colAligns: ['left', ...new Array<'right'>(7).fill('right')],
  });
  for (const row of rows) {
    table.push([
      row.name,
      row.connections,
      row.requestsPerSecond.toFixed(0),
      row.picturesPerSecond.toFixed(0),
      row.p50Milliseconds.toFixed(1),
      row.p99Milliseconds.toFixed(1),
      row.cpuMilliseconds.toFixed(2),
      (row.cpuMilliseconds / forward).toFixed(1),
    ]);
  }
  console.log(table.toString());
  for (const connections of CONNECTIONS) {
    const gain =
      picturesPerSecond(rows, BATCH_TARGET, connections) /
      picturesPerSecond(rows, SINGLE_TARGET, connections);
    console.log(
      `batch of ${BATCH} against single pictures, ${connections} connection(s): ${gain.toFixed(1)} times the pictures/s`,
    );
  }
  const { job } = results;
  console.log(
    `job of ${job.pictures} × 28×28 PNG: ${job.picturesPerSecond.toFixed(0)} pictures/s, ${job.cpuMilliseconds.toFixed(2)} ms of CPU each`,
  );
  console.log(pipelineTable(results.pipelines));
  console.log(`bare forward pass of the CNN        ${forward.toFixed(3)} ms
first prediction of a cold process  ${cold.wallMilliseconds.toFixed(0)} ms, ${cold.cpuMilliseconds.toFixed(0)} ms of CPU
upload, gzipped                     ${results.bundle.gzippedKib} KiB
resident memory, cold → warm        ${(cold.residentBytes / MEBIBYTE).toFixed(0)} → ${(warm.residentBytes / MEBIBYTE).toFixed(0)} MiB`);

  const folder = path.join(ROOT, 'bench');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'latest.json');
  writeFileSync(file, `${JSON.stringify({ date: new Date().toISOString(), ...results }, null, 2)}\n`);
  console.log(`Written to ${path.relative(process.cwd(), file)}`);
}

function picturesPerSecond(rows: Report['rows'], name: string, connections: number): number {
  return rows.find((row) => row.name === name && row.connections === connections)!.picturesPerSecond;
}

/** Cost of reading a picture with two models, both in one run. */
function pipelineTable(costs: readonly PipelineCosts[]): string {
  const table = new Table({
    head: ['pipeline without HTTP, CPU', 'ms of v2.0', 'ms of v3.0', 'ratio'],
    colAligns: ['left', 'right', 'right', 'right'],
  });
  for (const { picture, before, now } of costs) {
    table.push([picture, before.toFixed(2), now.toFixed(2), (now / before).toFixed(2)]);
  }
  return table.toString();
}
