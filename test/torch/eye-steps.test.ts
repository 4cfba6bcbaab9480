import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/lib/random';
import { createEyeNetwork } from '../../scripts/lib/training/eye/eye-network';
import { eyeSchedule } from '../../scripts/lib/training/eye/eye-recipe';
import { EYE_TARGETS, writeEyeTarget } from '../../scripts/lib/training/eye/eye-target';
import { averageDecayAt } from '../../scripts/lib/training/recipes';
import { runTorchSteps } from '../../scripts/lib/training/torch/torch-trainer';
import { type BatchStatistics, forwardForTraining } from '../../scripts/lib/training/training-forward';
import { createTrainingState } from '../../scripts/lib/training/training-state';
import type { WorkerReport } from '../../scripts/lib/training/training-task';
import { loadWasmModule } from '../../scripts/lib/wasm-module';
import { LOOK_VALUES } from '../../src/eye/look';
import { setUpTfjs } from '../../src/inference/tfjs';

const PYTHON = process.env.PYTHON ?? 'python3';
const BATCH = 8;

beforeAll(async () => {
  await setUpTfjs(await loadWasmModule());
});

describe('runTorchSteps() with the eye', () => {
  it('sees what tfjs sees: strides, dilation and the zeros around pictures', async () => {
    const [report] = await trainEye(1);
    const network = createEyeNetwork(1);
    const statistics: BatchStatistics[] = [];
    const input = tf.tensor4d(brightSquares().pixels, [BATCH, 64, 64, 3]);
    forwardForTraining(network, input, seededRandom(1), statistics);
    const moments = statistics.flatMap(({ mean, variance }) => [...mean.dataSync(), ...variance.dataSync()]);
    const before = createTrainingState(network).statistics;
    const decay = averageDecayAt(eyeSchedule(2), 1);
    const { statistics: after } = report!.state!;
    expect(after).toHaveLength(moments.length);
    moments.forEach((moment, i) => {
      const expected = decay * before[i]! + (1 - decay) * moment;
      expect(Math.abs(after[i]! - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
    });
  });

  it('learns where a digit is, and which', async () => {
    const reports = await trainEye(25);
    expect(reports.at(-1)!.loss).toBeLessThan(0.3 * reports[0]!.loss);
    expect(reports.at(-1)!.accuracy).toBeGreaterThan(0.7);
  });
});

/** Makes steps with the same batch. */
async function trainEye(steps: number): Promise<WorkerReport[]> {
  const network = createEyeNetwork(1);
  const reports: WorkerReport[] = [];
  const batch = brightSquares();
  await runTorchSteps(
    {
      network,
      loss: 'eye',
      bfloat16: false,
      picture: [64, 64, 3],
      targets: EYE_TARGETS,
      seed: 1,
      schedule: { ...eyeSchedule(2), batchSize: BATCH, warmUpEpochs: 0, descentEpochs: 1 },
      stepsPerEpoch: steps,
      batches: (async function* () {
        for (let step = 0; step < steps; step++) yield batch;
      })(),
      state: createTrainingState(network),
      signal: new AbortController().signal,
      onReport: (report) => reports.push(report),
    },
    PYTHON,
  );
  return reports;
}

/** Squares on noise, each in another place: the lower, the higher its digit. */
function brightSquares() {
  const random = seededRandom(3);
  const pixels = Float32Array.from({ length: BATCH * LOOK_VALUES }, () => random() - 0.5);
  const targets = new Float32Array(BATCH * EYE_TARGETS);
  for (let n = 0; n < BATCH; n++) {
    const [left, top] = [4 * n, 5 * n];
    for (let y = top; y < top + 24; y++) {
      pixels.fill(2, n * LOOK_VALUES + 3 * (64 * y + left), n * LOOK_VALUES + 3 * (64 * y + left + 24));
    }
    const box = { x: left / 64, y: top / 64, width: 24 / 64, height: 24 / 64 };
    const scene = { digits: [{ label: n, box, visible: 1 }] };
    writeEyeTarget(scene, targets.subarray(n * EYE_TARGETS, (n + 1) * EYE_TARGETS));
  }
  return { pixels, targets };
}
