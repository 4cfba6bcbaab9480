import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Sequential } from '@tensorflow/tfjs-layers';
import type { Random } from '../random';
import { batchNormalize } from './batch-normalization';

type Layer = Sequential['layers'][number];

/** Mean and variance of one batch-normalisation layer in one batch. */
export interface BatchStatistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * Runs a network as it is trained. tfjs' own layers do everything but two: dropout, which there draws the same
 * mask at every step once it is seeded, and batch normalisation, whose statistics two threads have to share.
 *
 * @param x `[batch, 28, 28, 1]`
 * @param random decides the dropout masks
 * @param statistics receives one entry per batch-normalisation layer; the caller disposes them
 * @returns logits `[batch, 10]`
 */
export function forwardForTraining(
  network: Sequential,
  x: tf.Tensor,
  random: Random,
  statistics: BatchStatistics[],
): tf.Tensor2D {
  let activation = x;
  for (const layer of network.layers) {
    switch (layer.getClassName()) {
      case 'Dropout':
        activation = tf.mul(activation, dropoutMask(activation.shape, dropoutRate(layer), random));
        break;
      case 'BatchNormalization': {
        const offset = variableOf(layer.trainableWeights[0]!) as tf.Variable<tf.Rank.R1>;
        const { output, mean, variance } = batchNormalize(activation as tf.Tensor4D, offset);
        statistics.push({ mean, variance });
        activation = output;
        break;
      }
      default:
        activation = layer.apply(activation) as tf.Tensor;
    }
  }
  return activation as tf.Tensor2D;
}

function dropoutRate(layer: Layer): number {
  return layer.getConfig().rate as number;
}

/** Inverted dropout: what stays is enlarged, so that nothing has to be done at inference. */
function dropoutMask(shape: number[], rate: number, random: Random): tf.Tensor {
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < mask.length; i++) mask[i] = random() < rate ? 0 : kept;
  return tf.tensor(mask, shape);
}

/** @returns the tensor variable behind a layer's weight */
export function variableOf(weight: LayerVariable): tf.Variable {
  return weight.read() as tf.Variable;
}
