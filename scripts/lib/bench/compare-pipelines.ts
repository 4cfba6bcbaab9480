import { CONFIG } from '../../../src/config';
import type { LoadedModel } from '../../../src/inference/registry';
import { recognize } from '../../../src/recognition/recognize';
import { type PairedCosts, pairedCosts } from './paired-costs';

/**
 * Measures the pipeline of `POST /predict` (decoding, finding, reading) with two models. HTTP is excluded: it costs both the same
 * and would only hide the difference.
 *
 * @param bytes a PNG or JPEG
 */
export function compareModels(bytes: Uint8Array, before: LoadedModel, now: LoadedModel): PairedCosts {
  const pipeline = (model: LoadedModel) => () => {
    recognize(bytes, model, CONFIG.image);
  };
  return pairedCosts(pipeline(before), pipeline(now));
}
