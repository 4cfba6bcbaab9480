import cardEnsemble from '../../model/ensemble/card.json';
import cardV1 from '../../model/v1.0/card.json';
import modelV1 from '../../model/v1.0/model.json';
import weightsV1 from '../../model/v1.0/weights.bin';
import cardV2 from '../../model/v2.0/card.json';
import modelV2 from '../../model/v2.0/model.json';
import weightsV2 from '../../model/v2.0/weights.bin';
import cardV2Long from '../../model/v2.0-long/card.json';
import modelV2Long from '../../model/v2.0-long/model.json';
import weightsV2Long from '../../model/v2.0-long/weights.bin';
import cardV21K3 from '../../model/v2.1-3x3/card.json';
import modelV21K3 from '../../model/v2.1-3x3/model.json';
import weightsV21K3 from '../../model/v2.1-3x3/weights.bin';
import cardV21K7 from '../../model/v2.1-7x7/card.json';
import modelV21K7 from '../../model/v2.1-7x7/model.json';
import weightsV21K7 from '../../model/v2.1-7x7/weights.bin';
import cardV21K7Seed2 from '../../model/v2.1-7x7-seed2/card.json';
import modelV21K7Seed2 from '../../model/v2.1-7x7-seed2/model.json';
import weightsV21K7Seed2 from '../../model/v2.1-7x7-seed2/weights.bin';
import cardV3 from '../../model/v3.0/card.json';
import modelV3 from '../../model/v3.0/model.json';
import weightsV3 from '../../model/v3.0/weights.bin';
import type { EnsembleFiles, ModelFiles, NetworkFiles } from './model-files';
import type { ModelVersion } from './versions';

/** The models in the Worker's bundle; `weights.bin` is imported as an ArrayBuffer (one of wrangler's default rules). */
export const BUNDLED_MODELS: Readonly<Record<string, ModelFiles>> = {
  'v1.0': { json: modelV1, weights: weightsV1, card: cardV1 as NetworkFiles['card'] },
  'v2.0': { json: modelV2, weights: weightsV2, card: cardV2 as NetworkFiles['card'] },
  'v2.0-long': {
    json: modelV2Long,
    weights: weightsV2Long,
    card: cardV2Long as NetworkFiles['card'],
  },
  'v2.1-3x3': { json: modelV21K3, weights: weightsV21K3, card: cardV21K3 as NetworkFiles['card'] },
  'v2.1-7x7': { json: modelV21K7, weights: weightsV21K7, card: cardV21K7 as NetworkFiles['card'] },
  'v2.1-7x7-seed2': {
    json: modelV21K7Seed2,
    weights: weightsV21K7Seed2,
    card: cardV21K7Seed2 as NetworkFiles['card'],
  },
  'v3.0': { json: modelV3, weights: weightsV3, card: cardV3 as NetworkFiles['card'] },
  ensemble: { card: cardEnsemble as EnsembleFiles['card'] },
} satisfies Record<ModelVersion, ModelFiles>;
