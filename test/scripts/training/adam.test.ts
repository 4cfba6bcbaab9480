import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adamStep, createAdamState } from '../../../scripts/lib/training/adam';
import { loadWasmModule } from '../../../scripts/lib/wasm-module';
import { setUpTfjs } from '../../../src/inference/tfjs';

beforeAll(async () => setUpTfjs(await loadWasmModule()));

it('adamStep() takes the same steps as tfjs’ own optimizer', () => {
  const slopes = [0.5, -2, 0.01];
  const variable = tf.variable(tf.tensor1d([1, 2, 3]));
  const optimizer = tf.train.adam(0.05, 0.9, 0.999, 1e-7);
  const parameters = Float32Array.from([1, 2, 3]);
  const state = createAdamState(3);
  for (let step = 1; step <= 20; step++) {
    const gradient = slopes.map((slope) => slope * Math.sin(step));
    optimizer.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]);
    adamStep(parameters, Float32Array.from(gradient), state, 0.05);
  }
  variable.dataSync().forEach((value, index) => {
    expect(parameters[index]).toBeCloseTo(value, 4);
  });
});
