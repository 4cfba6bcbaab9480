import * as tf from '@tensorflow/tfjs-core';
import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { BATCH_NORM_EPSILON } from './batch-normalization';
import { variableOf } from './training-forward';

type Layer = Sequential['layers'][number];
type LayerBuilder = (config: never) => Layer;

const BUILDERS: Record<string, LayerBuilder> = {
  Conv2D: layers.conv2d,
  MaxPooling2D: layers.maxPooling2d,
  Dropout: layers.dropout,
  Flatten: layers.flatten,
  Dense: layers.dense,
};

/**
 * Builds the shipped network from the trained one: batch normalisation and its ReLU go into the
 * convolution before them (they commute with max pooling, since both never decrease).
 *
 * @param trained with its averaged weights and running statistics assigned
 * @param end what comes last
 * @returns a new network; the caller disposes it
 */
export function toInferenceNetwork(trained: Sequential, end: 'softmax' | 'linear' = 'softmax'): Sequential {
  const folds = foldedLayers(trained.layers);
  const network = sequential();
  for (const { layer, normalization } of folds) {
    const config: Record<string, unknown> = { ...layer.getConfig(), ...quickInitializers(layer) };
    if (normalization !== null) Object.assign(config, { useBias: true, activation: 'relu' });
    if (layer === folds.at(-1)!.layer) config.activation = end;
    network.add(BUILDERS[layer.getClassName()]!(config as never));
  }
  folds.forEach(({ layer, normalization }, index) => {
    tf.tidy(() => {
      const weights = normalization === null ? layer.getWeights() : foldInto(layer, normalization);
      network.layers[index]!.setWeights(weights);
    });
  });
  return network;
}

/** Pairs each layer that stays with the batch normalisation that goes into it. */
function foldedLayers(all: Layer[]): { layer: Layer; normalization: Layer | null }[] {
  const kept: { layer: Layer; normalization: Layer | null }[] = [];
  for (const layer of all) {
    const kind = layer.getClassName();
    if (kind === 'BatchNormalization') {
      const convolution = kept.findLast((candidate) => candidate.layer.getClassName() === 'Conv2D');
      convolution!.normalization = layer;
    } else if (kind !== 'Activation') {
      kept.push({ layer, normalization: null });
    }
  }
  return kept;
}

function foldInto(convolution: Layer, normalization: Layer): tf.Tensor[] {
  const kernel = variableOf(convolution.trainableWeights[0]!);
  const offset = variableOf(normalization.trainableWeights[0]!);
  const [mean, variance] = normalization.nonTrainableWeights.map(variableOf) as tf.Tensor[] as [
    tf.Tensor,
    tf.Tensor,
  ];
  const scale = tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON));
  return [tf.mul(kernel, scale), tf.sub(offset, tf.mul(mean, scale))];
}

/** Avoids drawing random initial weights at every load. */
function quickInitializers(layer: Layer): Record<string, string> {
  return layer.trainableWeights.length > 0 ? { kernelInitializer: 'zeros', biasInitializer: 'zeros' } : {};
}

/** @returns multiplications (each with its addition) in convolutions and dense layers, for one picture */
export function countMultiplyAdds(network: Sequential): number {
  let total = 0;
  for (const layer of network.layers) {
    const kernel = layer.trainableWeights[0];
    if (kernel === undefined) continue;
    const positions = (layer.outputShape as number[])
      .slice(1, -1)
      .reduce((product, size) => product * size, 1);
    total += positions * (kernel.shape as number[]).reduce((product, size) => product * size, 1);
  }
  return total;
}
