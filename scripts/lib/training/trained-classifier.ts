import type { Sequential } from '@tensorflow/tfjs-layers';
import { Classifier } from '../../../src/inference/classifier';
import { type EncodedModel, encodeModel, type WeightsDtype } from '../model-files/model-files';
import { toInferenceNetwork } from './inference-network';
import { assignParameters, assignStatistics, type Learned } from './training-state';

/**
 * Encodes the result of a training run in the shipped format.
 *
 * @param network the network that was trained; its weights are overwritten with the averaged ones
 */
export function encodeTrained(network: Sequential, learned: Learned, dtype: WeightsDtype): EncodedModel {
  assignParameters(network, learned.average);
  assignStatistics(network, learned.statistics);
  const shipped = toInferenceNetwork(network);
  const model = encodeModel(shipped, dtype);
  shipped.dispose();
  return model;
}

/** Opens the result of a training run in the Worker's own classifier; the caller disposes it. */
export function openClassifier(network: Sequential, learned: Learned, dtype: WeightsDtype): Classifier {
  const { json, weights } = encodeTrained(network, learned, dtype);
  return Classifier.load(json, weights);
}
