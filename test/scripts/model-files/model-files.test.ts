import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeModel, readNetwork, type WeightsDtype } from '../../../scripts/lib/model-files/model-files';
import { toInferenceNetwork } from '../../../scripts/lib/training/inference-network';
import { createTrainingNetwork } from '../../../scripts/lib/training/networks';
import { loadWasmModule } from '../../../scripts/lib/wasm-module';
import { Classifier } from '../../../src/inference/classifier';
import { drawSelfTestDigit } from '../../../src/inference/self-test';
import { setUpTfjs } from '../../../src/inference/tfjs';

const MODELS = path.resolve(import.meta.dirname, '../../../model');
const NETWORKS = readdirSync(MODELS).filter((name) => existsSync(path.join(MODELS, name, 'weights.bin')));

let network: Sequential;

beforeAll(async () => {
  await setUpTfjs(await loadWasmModule());
  network = toInferenceNetwork(createTrainingNetwork('v1.0', 1));
});

describe('encodeModel()', () => {
  it.each([
    { dtype: 'float16', bytes: 2, tolerance: 0.001 },
    { dtype: 'uint8', bytes: 1, tolerance: 0.02 },
  ] as const)(
    'writes $dtype in $bytes bytes a weight, and tfjs reads nearly the same of it',
    async (stored) => {
      const exact = await logits('float32');
      const rounded = await logits(stored.dtype);
      const biases = 32 + 64 + 128 + 10;
      expect(rounded.bytes).toBe(stored.bytes * (network.countParams() - biases) + 2 * biases);
      rounded.values.forEach((value, index) => {
        expect(Math.abs(value - exact.values[index]!)).toBeLessThan(stored.tolerance);
      });
    },
  );

  it.each(NETWORKS)('writes the weights of %s as they are shipped, byte for byte', async (version) => {
    const { json, weights, card } = await readNetwork(path.join(MODELS, version));
    const shipped = await loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest.flatMap((group) => group.weights) as tf.io.WeightsManifestEntry[],
        weightData: weights.slice(),
      }),
    );
    const written = encodeModel(shipped as Sequential, card.weights!.dtype);
    shipped.dispose();
    expect(Buffer.from(written.weights).equals(Buffer.from(weights))).toBe(true);
  });

  it.each([
    { of: 'a tie below an even one', value: 1 + 2 ** -11, pattern: 0x3c00 },
    { of: 'a tie below an odd one', value: 1 + 3 * 2 ** -11, pattern: 0x3c02 },
    { of: 'what is just above a tie', value: 1 + 2 ** -11 + 2 ** -23, pattern: 0x3c01 },
    { of: 'negative zero', value: -0, pattern: 0x8000 },
    { of: 'the largest', value: 65519, pattern: 0x7bff },
    { of: 'the first that is too large', value: 65520, pattern: 0x7c00 },
    { of: 'the least normal one', value: 2 ** -14, pattern: 0x0400 },
    { of: 'the least of all', value: -(2 ** -24), pattern: 0x8001 },
    { of: 'a tie of the least and zero', value: 2 ** -25, pattern: 0x0000 },
    { of: 'a subnormal tie', value: 3 * 2 ** -25, pattern: 0x0002 },
  ])('rounds to the nearest half precision number: $of', ({ value, pattern }) => {
    const one = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], useBias: false })] });
    one.setWeights([tf.tensor2d([[value]])]);
    const { weights } = encodeModel(one, 'float16');
    expect(new Uint16Array(weights)[0]).toBe(pattern);
  });
});

async function logits(dtype: WeightsDtype): Promise<{ values: Float32Array; bytes: number }> {
  const { json, weights } = encodeModel(network, dtype);
  const classifier = Classifier.load(json, weights);
  const values = classifier.logits(drawSelfTestDigit());
  classifier.dispose();
  return { values, bytes: weights.byteLength };
}
