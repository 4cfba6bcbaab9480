import { Eye } from '../../eye/eye';
import { toInferenceNetwork } from '../inference-network';
import { assignParameters, assignStatistics, type Learned } from '../training-state';
import { createEyeNetwork } from './eye-network';

/** Opens the averaged weights of a training run. */
export function openEye({ average, statistics }: Learned): Eye {
  const trained = createEyeNetwork(1);
  assignParameters(trained, average);
  assignStatistics(trained, statistics);
  const eye = new Eye(toInferenceNetwork(trained, 'linear'));
  trained.dispose();
  return eye;
}
