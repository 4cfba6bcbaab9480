import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LOOK_VALUES } from '../src/eye/look';
import { LOOK_SIDE } from '../src/eye/look-box';
import { setUpTfjs } from '../src/inference/tfjs';
import { amountsFolder } from './lib/data/amounts';
import { loadMnist, splitTraining } from './lib/data/mnist';
import { wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { shareSet } from './lib/threads';
import { CheckpointKeeper } from './lib/training/checkpoint-keeper';
import { createEyeNetwork } from './lib/training/eye/eye-network';
import { eyeSchedule, STEPS_PER_EPOCH } from './lib/training/eye/eye-recipe';
import { EYE_TARGETS } from './lib/training/eye/eye-target';
import type { EyeTask } from './lib/training/eye/eye-task';
import { drawBatches } from './lib/training/torch/picture-threads';
import { runTorchSteps } from './lib/training/torch/torch-trainer';
import { TrainingProgress } from './lib/training/training-progress';
import { type Checkpoint, createTrainingState, loadCheckpoint } from './lib/training/training-state';
import { loadWasmModule } from './lib/wasm-module';

interface Options {
  readonly epochs: number;
  readonly seed: number;
  readonly python: string;
  readonly threads: number;
  readonly bfloat16: boolean;
  readonly resume: boolean;
  readonly checkpoints: string;
}

const VERSION = 'v3.0';
const SCENE_WORKER = new URL('./lib/training/eye/eye-worker.ts', import.meta.url);

const command = createCommand(
  'train:eye',
  'Trains the network that finds and reads digits in any picture, on generated scenes',
)
  .option(
    '--epochs <count>',
    `when training ends: epochs of ${STEPS_PER_EPOCH} steps, of which the learning rate falls in the last sixth`,
    wholeNumber(2),
    600,
  )
  .option('--seed <number>', 'seed of weights and scenes', wholeNumber(1), 1)
  .option('--python <command>', 'Python 3 with PyTorch', 'python3')
  .option('--threads <count>', 'threads that draw scenes', wholeNumber(1), 1)
  .option('--bfloat16', 'half the time on processors with avx512_bf16, many times as long on others', false)
  .option('--resume', 'continue from the last checkpoint', false)
  .option('--checkpoints <folder>', 'folder for checkpoints', 'checkpoints');

await runCommand(command, async (options: Options) => {
  const path = join(options.checkpoints, `${VERSION}-seed${options.seed}.bin`);
  const { training } = splitTraining(await loadMnist('train'));
  await setUpTfjs(await loadWasmModule());
  const network = createEyeNetwork(options.seed);
  const { seed, threads, epochs, bfloat16 } = options;
  const amounts = existsSync(amountsFolder()) ? amountsFolder() : null;
  if (amounts === null) console.log('without amounts: see `npm run data -- --amounts`');
  const fresh = (): Checkpoint => ({
    version: VERSION,
    seed,
    engine: 'torch',
    threads,
    epochs,
    wallSeconds: 0,
    state: createTrainingState(network),
  });
  const start: Checkpoint = { ...(options.resume ? await loadCheckpoint(path) : fresh()), epochs };

  const schedule = eyeSchedule(epochs);
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  const progress = new TrainingProgress(schedule, STEPS_PER_EPOCH, start.state.adam.step);
  const keeper = new CheckpointKeeper(path, start);
  const task: EyeTask = { training: shareSet(training), seed, batchSize: schedule.batchSize, amounts };
  const steps = [start.state.adam.step, STEPS_PER_EPOCH * epochs] as const;
  await runTorchSteps(
    {
      network,
      loss: 'eye',
      bfloat16,
      picture: [LOOK_SIDE, LOOK_SIDE, LOOK_VALUES / LOOK_SIDE ** 2],
      targets: EYE_TARGETS,
      seed,
      schedule,
      stepsPerEpoch: STEPS_PER_EPOCH,
      batches: drawBatches(SCENE_WORKER, task, steps, threads),
      state: start.state,
      signal: controller.signal,
      onReport: (report) => {
        progress.step(report);
        if (report.state !== null) keeper.keep(report.state);
      },
    },
    options.python,
  );
  await keeper.settled();
  progress.end();
  console.log(
    `${path}: ${keeper.newest.state.adam.step} steps${controller.signal.aborted ? '; continue with --resume' : ''}`,
  );
});
