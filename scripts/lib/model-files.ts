import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { ModelCard } from '../../src/inference/card';
import type { ModelJson } from '../../src/inference/classifier';
import type { ModelFiles, NetworkFiles } from '../../src/inference/registry';
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
  await saveCard(folder, card);
  await writeFile(join(folder, 'weights.bin'), new Uint8Array(model.weights));
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(model.json)}\n`);
}

/** Writes `card.json`, all that there is of an ensemble. */
export async function saveCard(folder: string, card: ModelCard): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
}

/** Reads a model's folder, a network's or an ensemble's. */
export async function readModel(folder: string): Promise<ModelFiles> {
  const card = await readJson(folder, 'card.json');
  return card.members === null ? readNetwork(folder) : { card };
}

/** Reads a network's folder. */
export async function readNetwork(folder: string): Promise<NetworkFiles> {
  const [json, card] = await Promise.all(['model.json', 'card.json'].map((name) => readJson(folder, name)));
  const weights = new Uint8Array(await readFile(join(folder, 'weights.bin')));
  return { json, card, weights: weights.buffer };
}

async function readJson(folder: string, name: string) {
  return JSON.parse(await readFile(join(folder, name), 'utf8'));
}
