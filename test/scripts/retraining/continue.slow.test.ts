import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModel, readNetwork } from '../../../scripts/lib/model-files/model-files';
import { seededRandom } from '../../../scripts/lib/random';
import { trainerOf } from '../../../scripts/lib/retraining/trainers';
import { openShippedNetwork } from '../../../scripts/lib/training/networks';
import { RECIPES } from '../../../scripts/lib/training/recipes';
import { openClassifier } from '../../../scripts/lib/training/trained-classifier';
import { runTraining } from '../../../scripts/lib/training/trainer';
import { createTrainingState, type TrainingState } from '../../../scripts/lib/training/training-state';
import { loadWasmModule } from '../../../scripts/lib/wasm-module';
import { Classifier } from '../../../src/inference/classifier';
import { setUpTfjs } from '../../../src/inference/tfjs';

beforeAll(async () => setUpTfjs(await loadWasmModule()));

describe('runTraining() of a shipped network', () => {
  it('starts from exactly what it reads, and goes on learning', async () => {
    const champion = await readNetwork('model/v2.0');
    const network = await openShippedNetwork(champion.json, champion.weights);
    const state = createTrainingState(network);
    const pixels = new Float32Array(4 * 784).map(seededRandom(3));
    const shipped = Classifier.load(champion.json, champion.weights);
    const opened = openClassifier(network, state, 'float32');
    opened.logits(pixels).forEach((logit, i) => {
      expect(logit).toBeCloseTo(shipped.logits(pixels)[i]!, 3);
    });

    const random = seededRandom(5);
    const training = {
      images: Uint8Array.from({ length: 32 * 784 }, () => 255 * random()),
      labels: Uint8Array.from({ length: 32 }, (_, i) => i % 10),
    };
    const recipe = { ...RECIPES['v2.0'], epochs: 1, warmUpEpochs: 0, batchSize: 32, refinement: null };
    let reached: TrainingState | null = null;
    await runTraining({
      network: champion.json,
      recipe,
      seed: 1,
      threads: 2,
      training,
      rendered: null,
      state,
      signal: new AbortController().signal,
      onReport: (report) => {
        reached = report.state ?? reached;
      },
    });
    expect(reached!.adam.step).toBe(1);
    expect(reached!.parameters).not.toEqual(state.parameters);
    tf.dispose(network.weights.map((weight) => weight.read()));
  });
});

describe('trainerOf()', () => {
  it('finds who trains a network, and says that an ensemble has no weights', async () => {
    expect(trainerOf(await readModel('model/v2.1-7x7-seed2')).trainer.kind).toContain('28×28');
    const ensemble = await readModel('model/ensemble');
    expect(() => trainerOf(ensemble)).toThrow('Cannot retrain ensemble: it has no weights of its own');
  });

  it('refuses a network that sees something else', async () => {
    const { json, ...files } = await readNetwork('model/v2.0');
    const other = { config: { layers: [{ config: { batch_input_shape: [null, 64, 64, 3] } }] } };
    const eye = { ...files, json: { ...json, modelTopology: other } };
    expect(() => trainerOf(eye)).toThrow('Cannot retrain v2.0: only networks that give ten probabilities');
  });
});
