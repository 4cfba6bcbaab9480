import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { TrainingEngine } from '../../../src/inference/card';
import { type AdamState, createAdamState } from './adam';
import type { Refinement } from './recipes';
import { variableOf } from './training-forward';

/** State of a training run: enough to resume as if it had never stopped. */
export interface TrainingState {
  /** The trainable weights, one after the other in the order of the layers. */
  readonly parameters: Float32Array;
  /** Their running average. */
  readonly average: Float32Array;
  /** Running mean and variance of every batch-normalisation layer. */
  readonly statistics: Float32Array;
  readonly adam: AdamState;
  /** Weights before the refinement; null until then. */
  beforeRefinement: Learned | null;
}

/** The part of a state that makes a model. */
export type Learned = Pick<TrainingState, 'average' | 'statistics'>;

/** A state and its context. */
export interface Checkpoint {
  readonly version: string;
  readonly seed: number;
  readonly engine: TrainingEngine;
  readonly threads: number;
  readonly epochs: number;
  /** Of all runs that led here. */
  readonly wallSeconds: number;
  readonly state: TrainingState;
}

/** @returns the state of a network that has not been trained */
export function createTrainingState(network: Sequential): TrainingState {
  const parameters = readParameters(network);
  return {
    parameters,
    average: parameters.slice(),
    statistics: readStatistics(network),
    adam: createAdamState(parameters.length),
    beforeRefinement: null,
  };
}

/**
 * The model of a state: with a refinement, a mean of the weights before and after it, which keeps what
 * either reads (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
 *
 * @param refinement of the recipe that led here
 */
export function learnedBy(
  { average, statistics, beforeRefinement }: TrainingState,
  refinement: Refinement | null,
): Learned {
  if (beforeRefinement === null || refinement === null) return { average, statistics };
  const { share } = refinement;
  const mean = (before: Float32Array, after: Float32Array) =>
    after.map((x, i) => share * x + (1 - share) * before[i]!);
  return {
    average: mean(beforeRefinement.average, average),
    statistics: mean(beforeRefinement.statistics, statistics),
  };
}

/** @returns a copy of all trainable weights, flat */
export function readParameters(network: Sequential): Float32Array {
  return flatten(network.trainableWeights.map(variableOf));
}

/** @returns a copy of the running statistics, flat: mean and variance of each layer in turn */
export function readStatistics(network: Sequential): Float32Array {
  return flatten(network.nonTrainableWeights.map(variableOf));
}

/** Writes a flat vector back into the network's trainable weights. */
export function assignParameters(network: Sequential, parameters: Float32Array): void {
  assign(network.trainableWeights.map(variableOf), parameters);
}

/** Writes a flat vector back into the network's running statistics. */
export function assignStatistics(network: Sequential, statistics: Float32Array): void {
  assign(network.nonTrainableWeights.map(variableOf), statistics);
}

/** @returns the tensors' values one after the other */
export function flatten(tensors: tf.Tensor[]): Float32Array {
  const flat = new Float32Array(tensors.reduce((sum, tensor) => sum + tensor.size, 0));
  let offset = 0;
  for (const tensor of tensors) {
    flat.set(tensor.dataSync(), offset);
    offset += tensor.size;
  }
  return flat;
}

function assign(variables: tf.Variable[], flat: Float32Array): void {
  let offset = 0;
  for (const variable of variables) {
    const values = flat.slice(offset, offset + variable.size);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    offset += variable.size;
  }
}

/** Writes a checkpoint so that a crash leaves either the old or the new one. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, serialize(checkpoint));
  await rename(`${path}.part`, path);
}

/** @throws if there is none; the message says how to get it */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  const bytes = await readFile(path).catch(() => {
    throw new Error(`Cannot resume: there is no checkpoint ${path}; train without --resume first`);
  });
  return deserialize(bytes) as Checkpoint;
}
