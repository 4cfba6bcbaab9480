import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { IMAGE_FORMATS, type ImageFormat } from '../src/domain';
import { fuzzedFile, runCase } from './lib/fuzz/fuzz-case';
import type { FuzzReport, FuzzTask } from './lib/fuzz/fuzz-worker';
import { seedFiles } from './lib/fuzz/seeds';
import { positiveNumber, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { startWorker } from './lib/threads';

/** A case that takes this long has hung. */
const STUCK_MILLISECONDS = 10_000;
const WATCH_MILLISECONDS = 1000;
const WORKER_FILE = new URL('./lib/fuzz/fuzz-worker.ts', import.meta.url);
const MEGABYTE = 1e6;
/** Live memory may grow by this much over any number of files. */
const MOST_GROWTH = 4 * MEGABYTE;

interface Options {
  readonly minutes: number;
  readonly format?: ImageFormat;
  readonly first: number;
  readonly case?: number;
}

const command = createCommand(
  'fuzz',
  'Feeds damaged files to the decoders and reports crashes, hangs and leaks',
)
  .option('--minutes <n>', 'duration, divided evenly between the formats', positiveNumber, 10)
  .addOption(new Option('--format <name>', 'only this format (default: both)').choices(IMAGE_FORMATS))
  .option(
    '--first <n>',
    'number of the first case; each number always gives the same file',
    wholeNumber(0),
    0,
  )
  .option(
    '--case <n>',
    'run this one case, write its file to the temporary folder and say what happens',
    wholeNumber(0),
  );

await runCommand(command, async ({ minutes, format, first, case: single }: Options) => {
  const formats = format === undefined ? IMAGE_FORMATS : [format];
  if (single !== undefined) return replay(formats[0], single);
  let findings = 0;
  for (const each of formats) findings += await fuzz(each, first, (minutes * 60_000) / formats.length);
  process.exitCode = findings === 0 ? 0 : 1;
});

function replay(format: ImageFormat, number: number): void {
  const file = fuzzedFile(format, seedFiles(format), number);
  const path = join(tmpdir(), `fuzz-${format}-${number}.${format}`);
  writeFileSync(path, file);
  console.log(path, file.length, 'bytes:', runCase(file));
}

/** Fuzzes one format in a separate thread, which is restarted after a case that hangs. Returns the findings. */
async function fuzz(format: ImageFormat, first: number, milliseconds: number): Promise<number> {
  const endAt = Date.now() + milliseconds;
  const seeds = seedFiles(format).length;
  let findings = 0;
  let cases = 0;
  let decoded = 0;
  let growth = 0;
  console.log(`${format}: ${seeds} seed files, ${(milliseconds / 60_000).toFixed(1)} minutes`);
  for (let firstCase = first; Date.now() < endAt; ) {
    const run = await runWorker({ format, firstCase, endAt }, (number, what) => {
      findings++;
      console.log(`${format} case ${number}: ${what}`);
    });
    cases += run.cases;
    decoded += run.decoded;
    growth = Math.max(growth, run.growth);
    firstCase = run.nextCase;
  }
  if (growth > MOST_GROWTH) findings++;
  console.log(
    `${format}: ${cases} files, ${decoded} decoded, ${cases - decoded} refused, ${findings} findings, ` +
      `what stays alive grew by ${(growth / MEGABYTE).toFixed(2)} MB`,
  );
  return findings;
}

/** Results of a thread until it ended or hung; `growth` in bytes. */
interface WorkerRun {
  readonly cases: number;
  readonly decoded: number;
  readonly growth: number;
  readonly nextCase: number;
}

function runWorker(
  task: Omit<FuzzTask, 'current'>,
  onFinding: (number: number, what: string) => void,
): Promise<WorkerRun> {
  const current = new SharedArrayBuffer(8);
  const shared = new BigInt64Array(current);
  const worker = startWorker(WORKER_FILE, { ...task, current } satisfies FuzzTask);
  return new Promise((resolve, reject) => {
    let seen = -1;
    let since = Date.now();
    const watch = setInterval(() => {
      const number = Number(Atomics.load(shared, 0));
      if (number !== seen) {
        seen = number;
        since = Date.now();
      } else if (Date.now() - since > STUCK_MILLISECONDS) {
        clearInterval(watch);
        onFinding(number, 'hangs');
        void worker.terminate();
        resolve({ cases: number - task.firstCase + 1, decoded: 0, growth: 0, nextCase: number + 1 });
      }
    }, WATCH_MILLISECONDS);
    worker.on('message', (report: FuzzReport) => {
      if (report.kind === 'finding') return onFinding(report.number, report.what);
      clearInterval(watch);
      const { cases, decoded, growth } = report;
      resolve({ cases, decoded, growth, nextCase: task.firstCase + cases });
    });
    worker.on('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
  });
}
