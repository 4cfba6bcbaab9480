import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measureLoad } from './lib/bench/load';
import { medianInterval } from './lib/bench/median-interval';
import { processFigures } from './lib/bench/process-figures';
import { type ServerProcess, startServerProcess } from './lib/bench/server-process';
import { positiveNumber, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { drawSeven, toPng } from './lib/scenes/sample-images';
import { buildBundle } from './lib/serve/production-bundle';
import { withProgress } from './lib/with-progress';

const CONNECTIONS = 8;

const BODY = toPng(drawSeven(28));

interface Options {
  readonly pairs: number;
  readonly seconds: number;
}

const command = createCommand(
  'bench:front',
  'Measures the overhead of the HTTP server in front: /predict through it and past it, in alternating runs',
)
  .option('--pairs <n>', 'runs of each kind', wholeNumber(1), 10)
  .option('--seconds <n>', 'length of a run', positiveNumber, 2);

await runCommand(command, async ({ pairs, seconds }: Options) => {
  console.log('Building the production bundle …');
  const bundle = await buildBundle();
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-front-'));
  const server = await startServerProcess({ bundle, storage });
  try {
    // Warm-up of the compiler: not part of the figures.
    await measureThrough(server, seconds);
    await measurePast(server, seconds);
    const ratios: number[] = [];
    const costs: number[] = [];
    for (const pair of withProgress('pairs of runs', Array(pairs).keys(), pairs)) {
      // The order alternates, so that a machine that slows down does not favour one side.
      const first = pair % 2 === 0 ? await measurePast(server, seconds) : null;
      const through = await measureThrough(server, seconds);
      const past = first ?? (await measurePast(server, seconds));
      ratios.push(through.requestsPerSecond / past.requestsPerSecond);
      costs.push(through.frontMilliseconds);
    }
    report(ratios, costs);
  } finally {
    await server.stop();
    rmSync(storage, { recursive: true });
  }
});

function load({ url, workerd }: ServerProcess, seconds: number) {
  return { url, path: '/predict', body: BODY, connections: CONNECTIONS, seconds, workerd };
}

async function measureThrough(server: ServerProcess, seconds: number) {
  const before = await processFigures(server.front);
  const result = await measureLoad({ ...load(server, seconds), name: 'through the front' });
  const after = await processFigures(server.front);
  // Includes the second of warm-up.
  const requests = result.requestsPerSecond * (seconds + 1);
  return { ...result, frontMilliseconds: (after.cpuMilliseconds - before.cpuMilliseconds) / requests };
}

function measurePast(server: ServerProcess, seconds: number) {
  return measureLoad({ ...load(server, seconds), name: 'past it', socketPath: server.workerSocket });
}

function report(ratios: readonly number[], costs: readonly number[]): void {
  const { median, low, high } = medianInterval([...ratios]);
  const [share, from, to] = [median, low, high].map((ratio) => (100 * ratio).toFixed(1));
  console.log(
    `/predict at ${CONNECTIONS} connections: ${share} % of the requests/s past the front (95 %: ${from} to ${to})`,
  );
  console.log(`The front takes ${medianInterval([...costs]).median.toFixed(3)} ms of CPU per request`);
}
