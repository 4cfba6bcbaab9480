import cardEnsemble from '../../model/ensemble/card.json';
import cardV1_0 from '../../model/v1.0/card.json';
import modelV1_0 from '../../model/v1.0/model.json';
import weightsV1_0 from '../../model/v1.0/weights.bin';
import cardV2_0 from '../../model/v2.0/card.json';
import modelV2_0 from '../../model/v2.0/model.json';
import weightsV2_0 from '../../model/v2.0/weights.bin';
import cardV2_0_long from '../../model/v2.0-long/card.json';
import modelV2_0_long from '../../model/v2.0-long/model.json';
import weightsV2_0_long from '../../model/v2.0-long/weights.bin';
import cardV2_1_3x3 from '../../model/v2.1-3x3/card.json';
import modelV2_1_3x3 from '../../model/v2.1-3x3/model.json';
import weightsV2_1_3x3 from '../../model/v2.1-3x3/weights.bin';
import cardV2_1_7x7 from '../../model/v2.1-7x7/card.json';
import modelV2_1_7x7 from '../../model/v2.1-7x7/model.json';
import weightsV2_1_7x7 from '../../model/v2.1-7x7/weights.bin';
import cardV2_1_7x7_seed2 from '../../model/v2.1-7x7-seed2/card.json';
import modelV2_1_7x7_seed2 from '../../model/v2.1-7x7-seed2/model.json';
import weightsV2_1_7x7_seed2 from '../../model/v2.1-7x7-seed2/weights.bin';
import cardV3_0 from '../../model/v3.0/card.json';
import modelV3_0 from '../../model/v3.0/model.json';
import weightsV3_0 from '../../model/v3.0/weights.bin';
import type { EnsembleFiles, ModelFiles, NetworkFiles } from './model-files';
import type { ModelVersion } from './versions';

/**
 * The models in the Worker's bundle; `weights.bin` is imported as an ArrayBuffer (one of wrangler's default rules). Written by
 * `npm run promote`, from the folders of `model/`.
 */
export const BUNDLED_MODELS: Readonly<Record<string, ModelFiles>> = {
  'v1.0': { json: modelV1_0, weights: weightsV1_0, card: cardV1_0 as NetworkFiles['card'] },
  'v2.0': { json: modelV2_0, weights: weightsV2_0, card: cardV2_0 as NetworkFiles['card'] },
  'v2.0-long': {
    json: modelV2_0_long,
    weights: weightsV2_0_long,
    card: cardV2_0_long as NetworkFiles['card'],
  },
  'v2.1-3x3': { json: modelV2_1_3x3, weights: weightsV2_1_3x3, card: cardV2_1_3x3 as NetworkFiles['card'] },
  'v2.1-7x7': { json: modelV2_1_7x7, weights: weightsV2_1_7x7, card: cardV2_1_7x7 as NetworkFiles['card'] },
  'v2.1-7x7-seed2': {
    json: modelV2_1_7x7_seed2,
    weights: weightsV2_1_7x7_seed2,
    card: cardV2_1_7x7_seed2 as NetworkFiles['card'],
  },
  'v3.0': { json: modelV3_0, weights: weightsV3_0, card: cardV3_0 as NetworkFiles['card'] },
  ensemble: { card: cardEnsemble as EnsembleFiles['card'] },
} satisfies Record<ModelVersion, ModelFiles>;
