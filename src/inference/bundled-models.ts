import cardV1 from '../../model/v1.0/card.json';
import modelV1 from '../../model/v1.0/model.json';
import weightsV1 from '../../model/v1.0/weights.bin';
import type { ModelCard } from './card';
import type { ModelFiles } from './registry';

/** The models inside the Worker's bundle; `weights.bin` arrives as an ArrayBuffer (a rule in wrangler.toml). */
export const BUNDLED_MODELS: Readonly<Record<string, ModelFiles>> = {
  'v1.0': { json: modelV1, weights: weightsV1, card: cardV1 as ModelCard },
};
