import cardEnsemble from '../../model/ensemble/card.json';
import cardV1 from '../../model/v1.0/card.json';
import modelV1 from '../../model/v1.0/model.json';
import weightsV1 from '../../model/v1.0/weights.bin';
import cardV2 from '../../model/v2.0/card.json';
import modelV2 from '../../model/v2.0/model.json';
import weightsV2 from '../../model/v2.0/weights.bin';
import cardV2Narrow from '../../model/v2.0-narrow/card.json';
import modelV2Narrow from '../../model/v2.0-narrow/model.json';
import weightsV2Narrow from '../../model/v2.0-narrow/weights.bin';
import cardV2Seed1 from '../../model/v2.0-seed1/card.json';
import modelV2Seed1 from '../../model/v2.0-seed1/model.json';
import weightsV2Seed1 from '../../model/v2.0-seed1/weights.bin';
import cardV2Seed2 from '../../model/v2.0-seed2/card.json';
import modelV2Seed2 from '../../model/v2.0-seed2/model.json';
import weightsV2Seed2 from '../../model/v2.0-seed2/weights.bin';
import type { EnsembleFiles, ModelFiles, NetworkFiles } from './registry';

/** The models inside the Worker's bundle; `weights.bin` arrives as an ArrayBuffer (a rule in wrangler.toml). */
export const BUNDLED_MODELS: Readonly<Record<string, ModelFiles>> = {
  'v1.0': { json: modelV1, weights: weightsV1, card: cardV1 as NetworkFiles['card'] },
  'v2.0': { json: modelV2, weights: weightsV2, card: cardV2 as NetworkFiles['card'] },
  'v2.0-narrow': {
    json: modelV2Narrow,
    weights: weightsV2Narrow,
    card: cardV2Narrow as NetworkFiles['card'],
  },
  'v2.0-seed1': { json: modelV2Seed1, weights: weightsV2Seed1, card: cardV2Seed1 as NetworkFiles['card'] },
  'v2.0-seed2': { json: modelV2Seed2, weights: weightsV2Seed2, card: cardV2Seed2 as NetworkFiles['card'] },
  ensemble: { card: cardEnsemble as EnsembleFiles['card'] },
};
