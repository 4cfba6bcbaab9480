import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { fuzzedInput, runCase } from './lib/fuzz/fuzz-case';
import type { FuzzReport, FuzzTask } from './lib/fuzz/fuzz-worker';
import { TARGET_NAMES, TARGETS, type TargetName } from './lib/fuzz/targets';
import { positiveNumber, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { startWorker } from './lib/threads';

/** A case that takes this long has hung. */
const STUCK_MILLISECONDS = 10_000;
const WATCH_MILLISECONDS = 1000;
const WORKER_FILE = new URL('./lib/fuzz/fuzz-worker.ts', import.meta.url);
const MEGABYTE = 1e6;
/** Live memory may grow by this much over any number of inputs. */
const MAX_GROWTH = 4 * MEGABYTE;

interface Options {
  readonly minutes: number;
  readonly target?: TargetName;
  readonly first: number;
  readonly case?: number;
}

const command = createCommand(
  'fuzz',
  'Feeds damaged input to the decoders and parsers and reports crashes, hangs and leaks',
)
  .option('--minutes <n>', 'duration, divided evenly between the targets', positiveNumber, 10)
  .addOption(new Option('--target <name>', 'only this one (default: all)').choices(TARGET_NAMES))
  .option(
    '--first <n>',
    'number of the first case; each number always gives the same input',
    wholeNumber(0),
    0,
  )
  .option(
    '--case <n>',
    'run this one case, write its input to the temporary folder and say what happens',
    wholeNumber(0),
  );

await runCommand(command, async ({ minutes, target, first, case: single }: Options) => {
  const targets = target === undefined ? TARGET_NAMES : [target];
  if (single !== undefined) return replay(targets[0]!, single);
  let findings = 0;
  for (const each of targets) findings += await fuzz(each, first, (minutes * 60_000) / targets.length);
  process.exitCode = findings === 0 ? 0 : 1;
});

function replay(target: TargetName, number: number): void {
  const input = fuzzedInput(target, TARGETS[target].seeds(), number);
  const path = join(tmpdir(), `fuzz-${number}.${target}`);
  writeFileSync(path, input);
  console.log(path, input.length, 'bytes:', runCase(target, input));
}

/** Fuzzes one target in a separate thread, which is restarted after a case that hangs. Returns the findings. */
async function fuzz(target: TargetName, first: number, milliseconds: number): Promise<number> {
  const endAt = Date.now() + milliseconds;
  const seeds = TARGETS[target].seeds().length;
  let findings = 0;
  let cases = 0;
  let accepted = 0;
  let growth = 0;
  console.log(`${target}: ${seeds} seeds, ${(milliseconds / 60_000).toFixed(1)} minutes`);
  for (let firstCase = first; Date.now() < endAt; ) {
    const run = await runWorker({ target, firstCase, endAt }, (number, what) => {
      findings++;
      console.log(`${target} case ${number}: ${what}`);
    });
    cases += run.cases;
    accepted += run.accepted;
    growth = Math.max(growth, run.growth);
    firstCase = run.nextCase;
  }
  if (growth > MAX_GROWTH) findings++;
  console.log(
    `${target}: ${cases} inputs, ${accepted} accepted, ${cases - accepted} refused, ${findings} findings, ` +
      `what stays alive grew by ${(growth / MEGABYTE).toFixed(2)} MB`,
  );
  return findings;
}

/** Results of a thread until it ended or hung; `growth` in bytes. */
interface WorkerRun {
  readonly cases: number;
  readonly accepted: number;
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
        resolve({ cases: number - task.firstCase + 1, accepted: 0, growth: 0, nextCase: number + 1 });
      }
    }, WATCH_MILLISECONDS);
    worker.on('message', (report: FuzzReport) => {
      if (report.kind === 'finding') return onFinding(report.number, report.what);
      clearInterval(watch);
      const { cases, accepted, growth } = report;
      resolve({ cases, accepted, growth, nextCase: task.firstCase + cases });
    });
    worker.on('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
  });
}
