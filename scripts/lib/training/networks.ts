import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, loadLayersModel, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import type { ModelJson } from '../../../src/inference/network';

type Layer = Parameters<Sequential['add']>[0];
type Initializer = ReturnType<typeof initializers.glorotUniform>;

const PICTURE = [28, 28, 1];

/** The versions that `npm run train` knows. */
export const NETWORK_VERSIONS = ['v1.0', 'v2.0', 'v2.0-long', 'v2.1-3x3', 'v2.1-7x7'] as const;
export type NetworkVersion = (typeof NETWORK_VERSIONS)[number];

/** A network that is trained from random weights, or a shipped one whose training goes on. */
export type TrainedNetwork = NetworkVersion | ModelJson;

/**
 * Opens a network for training, without the weights of a shipped one: the state of a run has them. Batch normalisation of a
 * shipped network is part of its convolutions and stays as it is.
 *
 * @param seed of the initial weights
 */
export async function openTrainingNetwork(network: TrainedNetwork, seed: number): Promise<Sequential> {
  return typeof network === 'string'
    ? createTrainingNetwork(network, seed)
    : openShippedNetwork(network, null);
}

/**
 * Opens a shipped network as it is trained, with logits at its end.
 *
 * @param weights the content of `weights.bin`; null for a network without weights
 */
export async function openShippedNetwork(
  { modelTopology, weightsManifest }: ModelJson,
  weights: ArrayBuffer | null,
): Promise<Sequential> {
  const topology = structuredClone(modelTopology) as {
    config: { layers: { config: { activation?: string } }[] };
  };
  topology.config.layers.at(-1)!.config.activation = 'linear';
  const weightSpecs = weightsManifest.flatMap((group) => group.weights) as tf.io.WeightsManifestEntry[];
  const artifacts = { modelTopology: topology, ...(weights && { weightSpecs, weightData: weights }) };
  return (await loadLayersModel(tf.io.fromMemory(artifacts))) as Sequential;
}

/**
 * Builds a version's network as it is trained: with dropout and batch normalisation, and with logits instead of
 * probabilities at its end (the loss takes logits, which keeps the gradient finite).
 *
 * @param seed of the initial weights
 */
export function createTrainingNetwork(version: NetworkVersion, seed: number): Sequential {
  switch (version) {
    case 'v1.0':
      return sequential({ layers: originalLayers(seed) });
    case 'v2.0':
    case 'v2.0-long':
      return sequential({ layers: normalizedLayers(seed) });
    case 'v2.1-3x3':
      return sequential({ layers: unpooledLayers(seed, 3, [16, 24, 32, 40, 48, 56, 64, 72, 80, 88]) });
    case 'v2.1-7x7':
      return sequential({ layers: unpooledLayers(seed, 7, [20, 36, 52, 64]) });
  }
}

/** The network of the original service, 225,034 parameters and 2.6 M multiply-adds. */
function originalLayers(seed: number): Layer[] {
  const kernelInitializer = glorot(seed);
  return [
    layers.conv2d({
      inputShape: PICTURE,
      filters: 32,
      kernelSize: 3,
      activation: 'relu',
      kernelInitializer: kernelInitializer(),
    }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.dropout({ rate: 0.25 }),
    layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu', kernelInitializer: kernelInitializer() }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.dropout({ rate: 0.25 }),
    layers.flatten(),
    layers.dense({ units: 128, activation: 'relu', kernelInitializer: kernelInitializer() }),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 10, kernelInitializer: kernelInitializer() }),
  ];
}

/**
 * Five convolutions with batch normalisation behind each. Where a convolution is pooled, the pooling comes first:
 * the order makes no difference to the result and saves three quarters of the work.
 */
function normalizedLayers(seed: number): Layer[] {
  const kernelInitializer = glorot(seed);
  const pool = () => layers.maxPooling2d({ poolSize: 2 });
  return [
    convolution(16, 3, kernelInitializer(), PICTURE),
    ...normalization(),
    convolution(32, 3, kernelInitializer()),
    pool(),
    ...normalization(),
    convolution(96, 3, kernelInitializer()),
    ...normalization(),
    convolution(96, 3, kernelInitializer()),
    pool(),
    ...normalization(),
    convolution(192, 3, kernelInitializer()),
    ...normalization(),
    layers.flatten(),
    layers.dropout({ rate: 0.4 }),
    layers.dense({ units: 10, kernelInitializer: kernelInitializer() }),
  ];
}

/**
 * Convolutions of one kernel size with batch normalisation behind each, until nothing is left to slide over, without
 * pooling: after An et al. 2020, "An Ensemble of Simple Convolutional Neural Network Models for MNIST Digit
 * Recognition" (arXiv 2008.10400), whose networks differ by their kernels, with about half of the channels.
 */
function unpooledLayers(seed: number, kernelSize: number, filters: number[]): Layer[] {
  const kernelInitializer = glorot(seed);
  const convolutions = filters.flatMap((count, index) => [
    convolution(count, kernelSize, kernelInitializer(), index === 0 ? PICTURE : null),
    ...normalization(),
  ]);
  return [
    ...convolutions,
    layers.flatten(),
    layers.dense({ units: 10, kernelInitializer: kernelInitializer() }),
  ];
}

/** Has no bias: the batch normalisation after it adds an offset. */
function convolution(
  filters: number,
  kernelSize: number,
  kernelInitializer: Initializer,
  inputShape: number[] | null = null,
): Layer {
  return layers.conv2d({
    ...(inputShape && { inputShape }),
    filters,
    kernelSize,
    useBias: false,
    kernelInitializer,
  });
}

function normalization(): Layer[] {
  return [layers.batchNormalization({ scale: false }), layers.activation({ activation: 'relu' })];
}

/** Glorot & Bengio 2010 (Keras' default), each call with the next seed. */
function glorot(seed: number) {
  let layer = 0;
  return () => initializers.glorotUniform({ seed: seed * 100 + layer++ });
}
