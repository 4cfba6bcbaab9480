import { Network } from '../../../../src/inference/network';
import { type EncodedModel, encodeModel, type WeightsDtype } from '../../model-files/model-files';
import { toInferenceNetwork } from '../inference-network';
import { assignParameters, assignStatistics, type Learned } from '../training-state';
import { createEyeNetwork } from './eye-network';

/** Encodes the averaged weights of a training run in the shipped format. */
export function encodeEye({ average, statistics }: Learned, dtype: WeightsDtype): EncodedModel {
  const trained = createEyeNetwork(1);
  assignParameters(trained, average);
  assignStatistics(trained, statistics);
  const shipped = toInferenceNetwork(trained, 'linear');
  const model = encodeModel(shipped, dtype);
  trained.dispose();
  shipped.dispose();
  return model;
}

/** Opens the averaged weights of a training run as the Worker opens its networks. */
export function openEye(learned: Learned): Network {
  const { json, weights } = encodeEye(learned, 'float32');
  return Network.load(json, weights);
}
