import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { bytesOf } from '../../bytes-of';
import { shareSet } from '../../threads';
import { adamCorrections } from '../adam';
import { openTrainingNetwork } from '../networks';
import { averageDecayAt, learningRateAt, mainEpochsOf, type Schedule } from '../recipes';
import type { TrainingRun } from '../trainer';
import { type BatchSources, stepsPerEpochOf } from '../training-batch';
import type { TrainingState } from '../training-state';
import type { WorkerReport } from '../training-task';
import { drawBatches, type PictureBatch } from './picture-threads';
import { PieceReader } from './piece-reader';

const PICTURE_WORKER = new URL('./picture-worker.ts', import.meta.url);
const PROGRAM = fileURLToPath(new URL('./train_steps.py', import.meta.url));

/** Loss and right answers, float32 each. */
const REPORT_BYTES = 8;

/** The first line that the program reads. */
interface Plan {
  readonly layers: readonly {
    /** Name of the layer as Keras calls it. */
    readonly kind: string;
    /** Shapes of what it learns, as tfjs keeps it. */
    readonly weights: readonly (readonly number[])[];
    readonly activation?: unknown;
    readonly poolSize?: unknown;
    readonly rate?: unknown;
    readonly strides?: unknown;
    readonly padding?: unknown;
    readonly dilationRate?: unknown;
  }[];
  readonly batchSize: number;
  /** Height, width and channels of a picture. */
  readonly picture: TorchRun['picture'];
  /** Numbers of a picture's target. */
  readonly targets: number;
  readonly loss: TorchRun['loss'];
  readonly bfloat16: boolean;
  /** How many numbers there are. */
  readonly parameters: number;
  readonly statistics: number;
  readonly seed: number;
  /** The first to be made, from 0. */
  readonly step: number;
}

/** What the program trains, whatever is learned. */
export interface TorchRun {
  /** Its layers are described to the program; its weights are not used. */
  readonly network: Sequential;
  /** `digit`: cross entropy with a probability for each class. `eye`: as targets of `eye/eye-target.ts`. */
  readonly loss: 'digit' | 'eye';
  /** Products of convolutions in bfloat16: half the time on processors that have it, many times as long on others. */
  readonly bfloat16: boolean;
  readonly picture: readonly [height: number, width: number, channels: number];
  readonly targets: number;
  readonly seed: number;
  readonly schedule: Schedule;
  readonly stepsPerEpoch: number;
  /** Batches from the state's step on. */
  readonly batches: AsyncIterable<PictureBatch>;
  /** Initial state; not changed. */
  readonly state: TrainingState;
  /** Called after every step. */
  readonly onReport: (report: WorkerReport) => void;
  /** Ends the run after the current step. */
  readonly signal: AbortSignal;
}

/** A step that the program has not yet reported. */
interface Ordered {
  readonly state: boolean;
  readonly stopped: boolean;
}

/**
 * Trains as `runTraining()` does, with pictures from as many threads as asked for and steps by PyTorch, on a GPU where
 * there is one. The pictures are identical to the last bit; the steps differ only by rounding, by statistics of
 * whole batches, and by dropout, which PyTorch draws itself.
 *
 * @param python command of a Python 3 with PyTorch
 * @returns when all epochs are done or the signal has stopped it; results are passed to `onReport`
 * @throws when Python cannot be started or fails
 */
export async function runTorchTraining(run: TrainingRun, python: string): Promise<void> {
  const { recipe, seed, training, rendered, state, threads, onReport, signal } = run;
  const stepsPerEpoch = stepsPerEpochOf(run);
  const task: BatchSources = {
    recipe,
    seed,
    training: shareSet(training),
    rendered: rendered && shareSet(rendered),
  };
  const network = await openTrainingNetwork(run.network, seed);
  const steps = [state.adam.step, stepsPerEpoch * recipe.epochs] as const;
  const batches = drawBatches(PICTURE_WORKER, task, steps, threads);
  const digits = { loss: 'digit', picture: [28, 28, 1], targets: 10 } as const;
  const whole: TorchRun = {
    ...digits,
    network,
    bfloat16: false,
    seed,
    schedule: recipe,
    stepsPerEpoch,
    batches,
    state,
    onReport,
    signal,
  };
  await runTorchSteps(whole, python).finally(() => network.dispose());
}

/**
 * Has PyTorch make steps with the batches of a run.
 *
 * @param python command of a Python 3 with PyTorch
 * @throws when Python cannot be started or fails
 */
export async function runTorchSteps(run: TorchRun, python: string): Promise<void> {
  const program = spawn(python, [PROGRAM], { stdio: 'pipe' });
  const ordered: Ordered[] = [];
  const reporting = report(run, program.stdout, ordered).catch((error) => {
    program.kill();
    throw error;
  });
  const ends = [reporting, exit(program, python), pipeline(orders(run, ordered), program.stdin)];
  for (const end of await Promise.allSettled(ends)) {
    if (end.status === 'rejected') throw end.reason;
  }
}

/** The program's input, and its expected reports. */
async function* orders(run: TorchRun, ordered: Ordered[]): AsyncGenerator<Uint8Array> {
  const { schedule, state, stepsPerEpoch, signal } = run;
  let step = state.adam.step;
  yield Buffer.from(`${JSON.stringify(planOf(run))}\n`);
  yield* sections(state).map(bytesOf);
  for await (const { pixels, targets } of run.batches) {
    const learningRate = learningRateAt(schedule, step++, stepsPerEpoch);
    const [correction1, correction2] = adamCorrections(step);
    const stopped = signal.aborted;
    const wantsState = stopped || step % stepsPerEpoch === 0;
    const newest = 1 - averageDecayAt(schedule, step);
    ordered.push({ state: wantsState, stopped });
    yield bytesOf(Float32Array.of(learningRate / correction1, 1 / correction2, newest, wantsState ? 1 : 0));
    yield bytesOf(pixels);
    yield bytesOf(targets);
    if (stopped) return;
  }
}

/** Forwards the program's reports. */
async function report(run: TorchRun, output: Readable, ordered: Ordered[]): Promise<void> {
  const { schedule } = run;
  const refinementStep = run.stepsPerEpoch * mainEpochsOf(schedule);
  const pieces = new PieceReader(output);
  let latest = run.state;
  let step = latest.adam.step;
  for (;;) {
    const figures = await pieces.read(REPORT_BYTES);
    if (figures === null) return;
    const [loss, correct] = [figures.readFloatLE(0), figures.readFloatLE(4)];
    const { state: hasState, stopped } = ordered.shift()!;
    step++;
    let state: TrainingState | null = null;
    if (hasState) {
      const { average, statistics, adam, beforeRefinement } = latest;
      const before = adam.step === refinementStep ? { average, statistics } : beforeRefinement;
      state = await readState(pieces, latest, step, before);
      if (state === null) return;
      latest = state;
    }
    run.onReport({ step, loss, accuracy: correct / schedule.batchSize, state, stopped });
  }
}

async function readState(
  pieces: PieceReader,
  like: TrainingState,
  step: number,
  beforeRefinement: TrainingState['beforeRefinement'],
): Promise<TrainingState | null> {
  const read: Float32Array[] = [];
  for (const section of sections(like)) {
    const piece = await pieces.read(section.byteLength);
    if (piece === null) return null;
    read.push(floatsOf(piece));
  }
  const [parameters, average, statistics, mean, variance] = read as SectionsOf<Float32Array>;
  return { parameters, average, statistics, adam: { step, mean, variance }, beforeRefinement };
}

type SectionsOf<T> = [parameters: T, average: T, statistics: T, mean: T, variance: T];

/** The numbers of a state in transfer order. */
function sections({ parameters, average, statistics, adam }: TrainingState): SectionsOf<Float32Array> {
  return [parameters, average, statistics, adam.mean, adam.variance];
}

function planOf(run: TorchRun): Plan {
  const { network, loss, bfloat16, picture, targets, seed, schedule, state } = run;
  const layers = network.layers.map((layer) => {
    const { activation, poolSize, rate, strides, padding, dilationRate } = layer.getConfig();
    const weights = layer.trainableWeights.map((weight) => weight.shape as number[]);
    return {
      kind: layer.getClassName(),
      weights,
      activation,
      poolSize,
      rate,
      strides,
      padding,
      dilationRate,
    };
  });
  return {
    layers,
    batchSize: schedule.batchSize,
    picture,
    targets,
    loss,
    bfloat16,
    parameters: state.parameters.length,
    statistics: state.statistics.length,
    seed,
    step: state.adam.step,
  };
}

/** @throws if the program fails, with the last line of its output */
async function exit(program: ChildProcessWithoutNullStreams, python: string): Promise<void> {
  const failure = (what: string) => new Error(`Cannot train with PyTorch: ${python} ${what}`);
  let said = '';
  program.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const [code] = await once(program, 'close').catch(({ message }) => {
    throw failure(`does not start (${message})`);
  });
  if (code !== 0) throw failure(`ended with ${code}: ${said.trim().split('\n').at(-1)}`);
}

/** A copy, since a piece begins anywhere and floats at multiples of four bytes. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
