import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, expect, it } from 'vitest';
import { BATCH_NORM_EPSILON, batchNormalize } from '../../../scripts/lib/training/batch-normalization';
import { loadWasmModule } from '../../../scripts/lib/wasm-module';
import { setUpTfjs } from '../../../src/inference/tfjs';

beforeAll(async () => setUpTfjs(await loadWasmModule()));

it('batchNormalize() gives channels of mean offset and variance 1', () => {
  const x = tf.randomNormal([4, 5, 5, 3], 2, 3, 'float32', 1) as tf.Tensor4D;
  const { output, mean, variance } = batchNormalize(x, tf.tensor1d([0, 1, -1]));
  const result = tf.moments(output, [0, 1, 2]);
  expectClose(result.mean, tf.tensor1d([0, 1, -1]));
  expectClose(result.variance, tf.div(variance, tf.add(variance, BATCH_NORM_EPSILON)));
  expectClose(mean, tf.moments(x, [0, 1, 2]).mean);
});

it('batchNormalize() has the gradient that differentiating its definition gives', () => {
  const x = tf.randomNormal([4, 5, 5, 3], 2, 3, 'float32', 1);
  const offset = tf.tensor1d([0.5, 1, -1]);
  const weights = tf.randomNormal(x.shape, 0, 1, 'float32', 2);
  const definition = (input: tf.Tensor, beta: tf.Tensor) => {
    const { mean, variance } = tf.moments(input, [0, 1, 2]);
    return tf.add(tf.mul(tf.sub(input, mean), tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON))), beta);
  };
  const closedForm = (input: tf.Tensor, beta: tf.Tensor) =>
    batchNormalize(input as tf.Tensor4D, beta as tf.Tensor1D).output;
  const gradients = [definition, closedForm].map((normalize) =>
    tf.grads((input, beta) => tf.sum(tf.mul(tf.square(normalize(input, beta)), weights)))([x, offset]),
  );
  expectClose(gradients[1]![0]!, gradients[0]![0]!);
  expectClose(gradients[1]![1]!, gradients[0]![1]!);
});

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  const wanted = expected.dataSync();
  const scale = Math.max(...wanted.map(Math.abs), 1);
  actual.dataSync().forEach((value, index) => {
    expect(Math.abs(value - wanted[index]!)).toBeLessThan(1e-5 * scale);
  });
}
