import { beforeAll, describe, expect, it } from 'vitest';
import type { DigitSet } from '../../scripts/lib/data/mnist';
import { seededRandom } from '../../scripts/lib/random';
import type { NetworkVersion } from '../../scripts/lib/training/networks';
import { RECIPES, type Recipe } from '../../scripts/lib/training/recipes';
import { runTorchTraining } from '../../scripts/lib/training/torch/torch-trainer';
import { runTraining, type TrainingRun } from '../../scripts/lib/training/trainer';
import type { TrainingState } from '../../scripts/lib/training/training-state';
import type { WorkerReport } from '../../scripts/lib/training/training-task';
import { loadWasmModule } from '../../scripts/lib/wasm-module';
import { setUpTfjs } from '../../src/inference/tfjs';
import { trainShortly } from '../support/short-training';

const PYTHON = process.env.PYTHON ?? 'python3';
const WITHOUT_DROPOUT: NetworkVersion = 'v2.1-7x7';
const WITH_EVERYTHING: NetworkVersion = 'v2.0';

// Wider vector units sum in another order, and rounding at a ReLU's threshold switches whole derivatives: on a CPU with
// AVX-512 gradients differ by 5e-3 from those of the WASM backend, with these by less than 1e-4 on every CPU.
Object.assign(process.env, { ATEN_CPU_CAPABILITY: 'default', DNNL_MAX_CPU_ISA: 'AVX2' });

beforeAll(async () => {
  await setUpTfjs(await loadWasmModule());
});

describe('runTorchTraining()', () => {
  const recipe: Recipe = { ...RECIPES[WITHOUT_DROPOUT], epochs: 1, batchSize: 32, refinement: null };

  it('makes the steps that runTraining() makes', async () => {
    const steps: Recipe = { ...recipe, epochs: 3, batchSize: noisyBands().labels.length };
    const torch = await train(withTorch, WITHOUT_DROPOUT, steps);
    const wasm = await train(runTraining, WITHOUT_DROPOUT, steps);
    const [actual, expected] = [torch[0]!.state!, wasm[0]!.state!];
    expect(distance(actual.statistics, expected.statistics)).toBeLessThan(1e-5);
    expect(distance(actual.adam.mean, expected.adam.mean)).toBeLessThan(1e-4);
    expect(distance(actual.adam.variance, expected.adam.variance)).toBeLessThan(1e-4);
    // Adam's first steps go by the sign of a gradient, however small: rounding turns some of them round.
    const [actualLast, expectedLast] = [torch.at(-1)!.state!, wasm.at(-1)!.state!];
    expect(actualLast.adam.step).toBe(expectedLast.adam.step);
    expect(distance(actualLast.parameters, expectedLast.parameters)).toBeLessThan(0.03);
    expect(distance(actualLast.average, expectedLast.average)).toBeLessThan(0.03);
    expect(torch.map(({ step }) => step)).toEqual([1, 2, 3]);
    torch.forEach(({ loss, accuracy }, index) => {
      expect(loss).toBeCloseTo(wasm[index]!.loss, 2);
      expect(accuracy).toBeCloseTo(wasm[index]!.accuracy, 1);
    });
  });

  it('learns with pooling and dropout', async () => {
    const plain: Recipe = { ...RECIPES[WITH_EVERYTHING], epochs: 12, batchSize: 32, augmentation: [] };
    const reports = await train(withTorch, WITH_EVERYTHING, { ...plain, refinement: null });
    expect(reports.at(-1)!.loss).toBeLessThan(0.7 * reports[0]!.loss);
  });

  it('resumes from a checkpoint as if it had never stopped, even into a refinement', async () => {
    const { renderedShare, augmentation } = recipe;
    const refinement = { epochs: 1, share: 1, peakLearningRate: 1e-3, renderedShare, augmentation };
    const whole: Recipe = { ...RECIPES[WITH_EVERYTHING], epochs: 3, batchSize: 32, refinement };
    const straight = await train(withTorch, WITH_EVERYTHING, whole);
    const [, before, after] = straight.flatMap(({ state }) => state ?? []);
    expect(before!.beforeRefinement).toBeNull();
    expect(after!.beforeRefinement).toEqual({ average: before!.average, statistics: before!.statistics });

    const controller = new AbortController();
    const interrupted = await train(withTorch, WITH_EVERYTHING, whole, { stopAfterFirst: controller });
    const checkpoint = interrupted.at(-1)!;
    expect(checkpoint.stopped).toBe(true);
    const resumed = await train(withTorch, WITH_EVERYTHING, whole, { state: checkpoint.state! });
    expect(resumed.at(-1)!.step).toBe(9);
    expect(distance(resumed.at(-1)!.state!.parameters, after!.parameters)).toBeLessThan(1e-4);
  });

  it('says what is missing where Python does not start', async () => {
    const training = train((run) => runTorchTraining(run, 'no-python'), WITHOUT_DROPOUT, recipe);
    await expect(training).rejects.toThrow('Cannot train with PyTorch: no-python does not start');
  });

  it('says what Python says where it fails', async () => {
    // The oldest program that ends with an error and a line about a file that it cannot read.
    const training = train((run) => runTorchTraining(run, 'sh'), WITHOUT_DROPOUT, recipe);
    await expect(training).rejects.toThrow(/Cannot train with PyTorch: sh ended with \d+: .*train_steps\.py/);
  });
});

function withTorch(run: TrainingRun): Promise<void> {
  return runTorchTraining(run, PYTHON);
}

function train(
  trainer: (run: TrainingRun) => Promise<void>,
  version: NetworkVersion,
  recipe: Recipe,
  options: { state?: TrainingState; stopAfterFirst?: AbortController } = {},
): Promise<WorkerReport[]> {
  return trainShortly({ trainer, version, recipe, threads: 1, training: noisyBands(), ...options });
}

/** Three batches of 32 pictures that differ by their class, so that there is something to learn. */
function noisyBands(): DigitSet {
  const random = seededRandom(11);
  const labels = Uint8Array.from({ length: 96 }, (_, index) => index % 10);
  const images = Uint8Array.from({ length: labels.length * 784 }, (_, index) => {
    const row = Math.floor((index % 784) / 28);
    return Math.abs(row - 4 - 2 * labels[Math.floor(index / 784)]!) < 3 ? 255 * random() : 20 * random();
  });
  return { images, labels };
}

/** ‖actual − expected‖ / ‖expected‖ */
function distance(actual: Float32Array, expected: Float32Array): number {
  const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
  return norm(actual.map((value, index) => value - expected[index]!)) / norm(expected);
}
