import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradientKernels } from '../../../scripts/lib/training/gradient-kernels';
import { loadWasmModule } from '../../../scripts/lib/wasm-module';
import { setUpTfjs } from '../../../src/inference/tfjs';

/** float32 sums of a few thousand products, taken in another order. */
const RELATIVE_TOLERANCE = 2e-5;

const shape = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 3, max: 9 }),
  width: fc.integer({ min: 3, max: 9 }),
  inChannels: fc.integer({ min: 1, max: 5 }),
  outChannels: fc.integer({ min: 1, max: 9 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 2 }),
  pad: fc.constantFrom('same' as const, 'valid' as const),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

beforeAll(async () => {
  await setUpTfjs(await loadWasmModule());
  registerGradientKernels();
});

describe('gradient kernels give what the cpu backend gives, on random shapes', () => {
  it('Conv2DBackpropFilter and Conv2DBackpropInput', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (s) => {
        const x = random([s.batch, s.height, s.width, s.inChannels], s.seed);
        const filter = random([s.kernel, s.kernel, s.inChannels, s.outChannels], s.seed + 1);
        await expectSameGradients([x, filter], (a, b) =>
          weigh(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, s.stride, s.pad), s.seed),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('MaxPoolGrad, ties included', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (s) => {
        // Few distinct values, so that windows often have several largest inputs.
        const x = random([s.batch, s.height, s.width, s.inChannels], s.seed).map((v) => Math.round(v));
        await expectSameGradients([x], (a) =>
          weigh(tf.maxPool(a as tf.Tensor4D, s.kernel, s.stride, s.pad), s.seed),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('BatchMatMul with either operand transposed', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.boolean(), fc.boolean(), async (s, transposeA, transposeB) => {
        const a = random(transposeA ? [s.width, s.height] : [s.height, s.width], s.seed);
        const b = random(transposeB ? [s.outChannels, s.width] : [s.width, s.outChannels], s.seed + 1);
        await expectSameGradients([a, b], (u, v) => weigh(tf.matMul(u, v, transposeA, transposeB), s.seed));
      }),
      { numRuns: 40 },
    );
  });
});

it('the gradient of a convolution, a pool and a product agrees with finite differences', async () => {
  await tf.setBackend('wasm');
  const x = random([2, 6, 6, 2], 7);
  const filter = random([3, 3, 2, 4], 8);
  const matrix = random([16, 3], 9);
  const loss = (kernel: Values) =>
    tf.tidy(() => {
      const convolved = tf.conv2d(x.tensor() as tf.Tensor4D, kernel.tensor() as tf.Tensor4D, 1, 'valid');
      const pooled = tf.reshape(tf.maxPool(convolved, 2, 2, 'valid'), [2, 16]);
      return tf.sum(tf.square(tf.matMul(pooled, matrix.tensor() as tf.Tensor2D)));
    });
  const gradient = tf.tidy(() =>
    tf
      .grad((kernel) => {
        const convolved = tf.conv2d(x.tensor() as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid');
        const pooled = tf.reshape(tf.maxPool(convolved, 2, 2, 'valid'), [2, 16]);
        return tf.sum(tf.square(tf.matMul(pooled, matrix.tensor() as tf.Tensor2D)));
      })(filter.tensor())
      .dataSync(),
  );
  const step = 1e-2;
  for (const index of [0, 13, 40, 71]) {
    const shifted = (by: number) =>
      filter.map((value, position) => (position === index ? value + by : value));
    const slope = (loss(shifted(step)).dataSync()[0]! - loss(shifted(-step)).dataSync()[0]!) / (2 * step);
    expect(Math.abs(slope - gradient[index]!)).toBeLessThan(0.01 * Math.max(1, Math.abs(slope)));
  }
});

/** Numbers that can become a tensor on whichever backend is current. */
interface Values {
  readonly tensor: () => tf.Tensor;
  readonly map: (change: (value: number, index: number) => number) => Values;
}

function values(numbers: number[], shape: number[]): Values {
  return {
    tensor: () => tf.tensor(numbers, shape),
    map: (change) => values(numbers.map(change), shape),
  };
}

function random(shape: number[], seed: number): Values {
  const drawn = tf.tidy(() => Array.from(tf.randomUniform(shape, -2, 2, 'float32', seed).dataSync()));
  return values(drawn, shape);
}

/** A scalar in which every element has a weight of its own, so that no two gradients are equal by accident. */
function weigh(y: tf.Tensor, seed: number): tf.Scalar {
  return tf.sum(tf.mul(y, random(y.shape, seed + 2).tensor())) as tf.Scalar;
}

async function expectSameGradients(
  inputs: Values[],
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
): Promise<void> {
  const expected = await gradientsOn('cpu', inputs, f);
  const actual = await gradientsOn('wasm', inputs, f);
  actual.forEach((gradient, input) => {
    const scale = Math.max(1, ...expected[input]!.map(Math.abs));
    gradient.forEach((value, index) => {
      expect(Math.abs(value - expected[input]![index]!)).toBeLessThanOrEqual(RELATIVE_TOLERANCE * scale);
    });
  });
}

async function gradientsOn(
  backend: string,
  inputs: Values[],
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
): Promise<number[][]> {
  await tf.setBackend(backend);
  return tf.tidy(() =>
    tf
      .grads(f)(inputs.map((input) => input.tensor()))
      .map((gradient) => Array.from(gradient.dataSync())),
  );
}
