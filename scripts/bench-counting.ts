import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { Option } from 'commander';
import { type LoadResult, measureLoad } from './lib/bench/load';
import { type MedianInterval, medianInterval } from './lib/bench/median-interval';
import { startServerProcess } from './lib/bench/server-process';
import { positiveNumber, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { drawSeven, toPng } from './lib/scenes/sample-images';
import type { Bundle } from './lib/serve/bundle';
import { buildBundle, ROOT } from './lib/serve/production-bundle';
import { withProgress } from './lib/with-progress';

const CONNECTIONS = 8;
const PICTURE = toPng(drawSeven(28));

/** What the cost can be measured of: variables of a server with it, and of one without. */
const SUBJECTS = {
  counting: { name: 'Counting', on: {}, off: { COUNTING: 'off' } },
  feedback: { name: 'Remembering predictions', on: { FEEDBACK: 'on' }, off: {} },
  pictures: { name: 'Remembering pictures', on: { FEEDBACK: 'on', FEEDBACK_IMAGES: 'on' }, off: {} },
} as const;

/** Two consecutive runs, with what is measured and without. */
interface Pair {
  readonly on: LoadResult;
  readonly off: LoadResult;
}

interface Options {
  readonly pairs: number;
  readonly seconds: number;
  readonly of: keyof typeof SUBJECTS;
}

const command = createCommand(
  'bench:counting',
  'Measures the overhead of counting, or of feedback: /predict with and without it, in alternating runs',
)
  .addOption(
    new Option('--of <what>', 'what to measure the overhead of')
      .choices(Object.keys(SUBJECTS))
      .default('counting'),
  )
  .option('--pairs <n>', 'runs of each kind', wholeNumber(1), 30)
  .option('--seconds <n>', 'length of a run', positiveNumber, 2);

await runCommand(command, async ({ pairs, seconds, of }: Options) => {
  const subject = SUBJECTS[of];
  console.log('Building the production bundle …');
  const bundle = await buildBundle();
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-counting-'));
  const withIt = await start('with', bundle, folder, subject.on);
  const without = await start('without', bundle, folder, subject.off);
  try {
    // Warm-up of the compiler: not part of the figures.
    for (const side of [withIt, without]) await measure(side, seconds);
    const rows: Pair[] = [];
    for (const pair of withProgress('pairs of runs', Array(pairs).keys(), pairs)) {
      // The order alternates, so that a machine that slows down does not favour one side.
      const order = pair % 2 === 0 ? [withIt, without] : [without, withIt];
      const results = new Map<Side, LoadResult>();
      for (const side of order) results.set(side, await measure(side, seconds));
      rows.push({ on: results.get(withIt)!, off: results.get(without)! });
    }
    report(subject.name, rows, seconds);
  } finally {
    await withIt.server.stop();
    await without.server.stop();
    rmSync(folder, { recursive: true });
  }
});

async function start(name: string, bundle: Bundle, folder: string, variables: Record<string, string>) {
  return { name, server: await startServerProcess({ bundle, storage: path.join(folder, name), variables }) };
}

type Side = Awaited<ReturnType<typeof start>>;

function measure({ name, server }: Side, seconds: number): Promise<LoadResult> {
  const load = { name, url: server.url, path: '/predict', body: PICTURE, connections: CONNECTIONS };
  return measureLoad({ ...load, seconds, workerd: server.workerd });
}

function report(name: string, rows: readonly Pair[], seconds: number): void {
  const head = ['pair', 'requests/s with', 'without', 'ratio', 'CPU ms with', 'without', 'ratio'];
  const table = new Table({ head, colAligns: head.map(() => 'right') });
  const ratios = rows.map(({ on, off }) => ({
    throughput: on.requestsPerSecond / off.requestsPerSecond,
    cpu: on.cpuMilliseconds / off.cpuMilliseconds,
  }));
  rows.forEach(({ on, off }, index) => {
    const throughputs = [on, off].map(({ requestsPerSecond }) => requestsPerSecond.toFixed(0));
    const times = [on, off].map(({ cpuMilliseconds }) => cpuMilliseconds.toFixed(3));
    const { throughput, cpu } = ratios[index]!;
    table.push([index + 1, ...throughputs, throughput.toFixed(3), ...times, cpu.toFixed(3)]);
  });
  const throughput = medianInterval(ratios.map((ratio) => 1 - ratio.throughput));
  const cpu = medianInterval(ratios.map((ratio) => ratio.cpu - 1));
  console.log(table.toString());
  console.log(
    `${name} costs ${percent(throughput)} of the throughput and ${percent(cpu)} more CPU a request`,
  );
  mkdirSync(path.join(ROOT, 'bench'), { recursive: true });
  const result = {
    of: name,
    date: new Date().toISOString(),
    pairs: rows.length,
    seconds,
    throughput,
    cpu,
    rows,
  };
  writeFileSync(path.join(ROOT, 'bench/counting.json'), `${JSON.stringify(result, null, 2)}\n`);
}

/** A share for display: the median and its 95 % interval. */
function percent({ median, low, high }: MedianInterval): string {
  const [middle, from, to] = [median, low, high].map((share) => (100 * share).toFixed(1));
  return `${middle} % (${from} to ${to})`;
}
