import type { Sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeModel, type WeightsDtype } from '../../../scripts/lib/model-files/model-files';
import { toInferenceNetwork } from '../../../scripts/lib/training/inference-network';
import { createTrainingNetwork } from '../../../scripts/lib/training/networks';
import { loadWasmModule } from '../../../scripts/lib/wasm-module';
import { Classifier } from '../../../src/inference/classifier';
import { drawSelfTestDigit } from '../../../src/inference/self-test';
import { setUpTfjs } from '../../../src/inference/tfjs';

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
});

async function logits(dtype: WeightsDtype): Promise<{ values: Float32Array; bytes: number }> {
  const { json, weights } = encodeModel(network, dtype);
  const classifier = await Classifier.load(json, weights);
  const values = classifier.logits(drawSelfTestDigit());
  classifier.dispose();
  return { values, bytes: weights.byteLength };
}
