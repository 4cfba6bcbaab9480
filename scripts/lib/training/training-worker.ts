import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { argmax } from '../../../src/domain';
import { setUpTfjs } from '../../../src/inference/tfjs';
import { seededRandom } from '../random';
import { loadWasmModule } from '../wasm-module';
import { adamStep } from './adam';
import { Barrier } from './barrier';
import { registerGradientKernels } from './gradient-kernels';
import { openTrainingNetwork } from './networks';
import { averageDecayAt, learningRateAt, mainEpochsOf } from './recipes';
import { makeBatch, pictureOrder, stepsPerEpochOf, type TrainingBatch } from './training-batch';
import { type BatchStatistics, forwardForTraining, variableOf } from './training-forward';
import { assignParameters, flatten } from './training-state';
import { EXCHANGE_EXTRAS, type WorkerReport, type WorkerTask } from './training-task';

/** Keeps these draws apart from the other streams of a seed. */
const DROPOUT_STREAM = 3;

const task = workerData as WorkerTask;
await setUpTfjs(await loadWasmModule());
registerGradientKernels();
train(await openTrainingNetwork(task.network, task.seed));

/**
 * Every thread holds the whole network, computes the gradient of its share of the batch, exchanges it with the
 * others, and makes the same step with the same sum: the copies stay equal to the last bit without being copied.
 */
function train(network: Sequential): void {
  const { recipe, state, thread, threads } = task;
  const variables = network.trainableWeights.map(variableOf);
  const share = recipe.batchSize / threads;
  const stepsPerEpoch = stepsPerEpochOf(task);
  const totalSteps = stepsPerEpoch * recipe.epochs;
  const refinementStep = stepsPerEpoch * mainEpochsOf(recipe);
  const barrier = new Barrier(task.barrier, threads);
  const stop = new Int32Array(task.stop);
  const gradientLength = state.parameters.length + state.statistics.length;
  const rounds = new Float32Array(task.exchange);
  const slotLength = gradientLength + EXCHANGE_EXTRAS;
  const total = new Float32Array(slotLength);

  let order: Uint32Array = new Uint32Array();
  while (state.adam.step < totalSteps) {
    const step = state.adam.step;
    const epoch = Math.floor(step / stepsPerEpoch);
    const stepInEpoch = step % stepsPerEpoch;
    if (step === refinementStep) {
      state.beforeRefinement = { average: state.average.slice(), statistics: state.statistics.slice() };
    }
    if (stepInEpoch === 0 || order.length === 0) {
      order = pictureOrder(task, epoch);
    }
    const first = stepInEpoch * recipe.batchSize + thread * share;
    const batch = makeBatch(task, order.subarray(first, first + share), epoch);

    assignParameters(network, state.parameters);
    const result = computeGradient(batch, step);

    // Two rounds of slots: nobody writes a slot before everybody has read it, with one barrier a step.
    const round = rounds.subarray((step % 2) * threads * slotLength);
    const slot = round.subarray(thread * slotLength);
    slot.set(result.gradient);
    slot.set(result.statistics, state.parameters.length);
    slot.set([result.loss, result.correct, Atomics.load(stop, 0)], gradientLength);
    barrier.wait();
    sumSlots(round);
    applyStep(learningRateAt(recipe, step, stepsPerEpoch));

    const stopped = total[gradientLength + 2]! > 0;
    const endOfEpoch = state.adam.step % stepsPerEpoch === 0;
    if (thread === 0) {
      const report: WorkerReport = {
        step: state.adam.step,
        loss: total[gradientLength]! / threads,
        accuracy: total[gradientLength + 1]! / recipe.batchSize,
        state: stopped || endOfEpoch ? state : null,
        stopped,
      };
      parentPort!.postMessage(report);
    }
    if (stopped) return;
  }

  function computeGradient(batch: TrainingBatch, step: number) {
    const random = seededRandom(task.seed, DROPOUT_STREAM, step, thread);
    const statistics: BatchStatistics[] = [];
    let correct = 0;
    const gradient = new Float32Array(state.parameters.length);
    let loss = 0;
    // Results leave through variables: tidy() walks whatever is returned, a large array element by element.
    tf.tidy(() => {
      const x = tf.tensor4d(batch.pixels, [share, 28, 28, 1]);
      const targets = tf.tensor2d(batch.targets, [share, 10]);
      const { value, grads } = tf.variableGrads(() => {
        const logits = forwardForTraining(network, x, random, statistics);
        correct = countCorrect(logits.dataSync() as Float32Array, batch.labels);
        return tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar;
      }, variables);
      gradient.set(flatten(variables.map((variable) => grads[variable.name]!)));
      loss = value.dataSync()[0]!;
    });
    const moments = statistics.flatMap(({ mean, variance }) => [mean, variance]);
    const flatStatistics = flatten(moments);
    tf.dispose(moments);
    return { gradient, loss, correct, statistics: flatStatistics };
  }

  function sumSlots(round: Float32Array): void {
    total.set(round.subarray(0, slotLength));
    for (let other = 1; other < threads; other++) {
      const slot = round.subarray(other * slotLength, (other + 1) * slotLength);
      for (let i = 0; i < slotLength; i++) total[i]! += slot[i]!;
    }
    for (let i = 0; i < gradientLength; i++) total[i]! /= threads;
  }

  function applyStep(learningRate: number): void {
    const { parameters, average, statistics, adam } = state;
    adamStep(parameters, total.subarray(0, parameters.length), adam, learningRate);
    const decay = averageDecayAt(recipe, adam.step);
    for (let i = 0; i < parameters.length; i++) average[i]! += (1 - decay) * (parameters[i]! - average[i]!);
    for (let i = 0; i < statistics.length; i++) {
      statistics[i]! += (1 - decay) * (total[parameters.length + i]! - statistics[i]!);
    }
  }
}

function countCorrect(logits: Float32Array, labels: Uint8Array): number {
  let correct = 0;
  labels.forEach((label, row) => {
    const scores = logits.subarray(row * 10, row * 10 + 10);
    if (argmax(scores) === label) correct++;
  });
  return correct;
}
