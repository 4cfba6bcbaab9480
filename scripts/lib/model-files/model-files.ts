import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Float16Array } from '@petamoriken/float16';
import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { ModelCard, ShippedDtype } from '../../../src/inference/card';
import type { ModelFiles, NetworkFiles } from '../../../src/inference/model-files';
import type { ModelJson } from '../../../src/inference/network';
import { bytesOf } from '../bytes-of';
import { encodeUint8 } from './uint8';

/** The files of a model, without the card. */
export interface EncodedModel {
  readonly json: ModelJson;
  readonly weights: ArrayBuffer;
}

/** How weights are stored. With `uint8`, the few biases are stored as `float16`. */
export type WeightsDtype = 'float32' | ShippedDtype;

/**
 * Encodes a network in tfjs' own format, so that any tfjs can load it.
 *
 * @param dtype how the weights are stored
 */
export function encodeModel(network: Sequential, dtype: WeightsDtype): EncodedModel {
  const stored = network.weights.map((weight) => {
    const isBias = weight.shape.length === 1;
    const values = weight.read().dataSync() as Float32Array;
    const { bytes, quantization } = encodeValues(values, dtype === 'uint8' && isBias ? 'float16' : dtype);
    const spec = { name: weight.originalName, shape: weight.shape, dtype: 'float32' };
    return { bytes, spec: quantization === null ? spec : { ...spec, quantization } };
  });
  const json = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_core}`,
    convertedBy: null,
    modelTopology: network.toJSON(null, false) as object,
    weightsManifest: [{ paths: ['weights.bin'], weights: stored.map(({ spec }) => spec) }],
  };
  return { json, weights: new Uint8Array(Buffer.concat(stored.map(({ bytes }) => bytes))).buffer };
}

/** @returns the bytes, and the manifest entries that tfjs needs to read them */
function encodeValues(values: Float32Array, dtype: WeightsDtype) {
  switch (dtype) {
    case 'float32':
      return { bytes: bytesOf(values), quantization: null };
    case 'float16':
      return {
        bytes: bytesOf(new Float16Array(values)),
        quantization: { dtype, original_dtype: 'float32' },
      };
    case 'uint8': {
      const { steps, scale, min } = encodeUint8(values);
      return { bytes: steps, quantization: { dtype, original_dtype: 'float32', scale, min } };
    }
  }
}

/** Writes `model.json`, `weights.bin` and `card.json`. */
export async function saveModel(folder: string, model: EncodedModel, card: ModelCard): Promise<void> {
  await saveCard(folder, card);
  await writeFile(join(folder, 'weights.bin'), new Uint8Array(model.weights));
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(model.json)}\n`);
}

/** Writes `card.json`, the only file of an ensemble. */
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
