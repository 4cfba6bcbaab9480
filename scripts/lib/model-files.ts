import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { ModelCard } from '../../src/inference/card';
import type { ModelJson } from '../../src/inference/classifier';
import { encodeFloat16 } from './float16';

/** A model as its folder holds it, without the card. */
export interface EncodedModel {
  readonly json: ModelJson;
  readonly weights: ArrayBuffer;
}

/**
 * Writes a network down in tfjs' own format, so that anybody's tfjs can load it.
 *
 * @param dtype how the weights are stored
 */
export function encodeModel(network: Sequential, dtype: 'float16' | 'float32'): EncodedModel {
  const specs = network.weights.map((weight) => ({
    name: weight.originalName,
    shape: weight.shape,
    dtype: 'float32',
    ...(dtype === 'float16' && { quantization: { dtype: 'float16', original_dtype: 'float32' } }),
  }));
  const parts = network.weights.map((weight) => {
    const values = weight.read().dataSync() as Float32Array;
    const stored = dtype === 'float16' ? encodeFloat16(values) : values;
    return Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  });
  const json = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_core}`,
    convertedBy: null,
    modelTopology: network.toJSON(null, false) as object,
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
  };
  return { json, weights: new Uint8Array(Buffer.concat(parts)).buffer };
}

/** Writes `model.json`, `weights.bin` and `card.json`. */
export async function saveModel(folder: string, model: EncodedModel, card: ModelCard): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'weights.bin'), new Uint8Array(model.weights));
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(model.json)}\n`);
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
}

/** Reads a model's folder. */
export async function readModel(folder: string): Promise<EncodedModel & { card: ModelCard }> {
  const [json, card] = await Promise.all(
    ['model.json', 'card.json'].map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  const weights = new Uint8Array(await readFile(join(folder, 'weights.bin')));
  return { json, card, weights: weights.buffer };
}
