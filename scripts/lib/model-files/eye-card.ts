import type { ModelCard } from '../../../src/inference/card';
import { Network } from '../../../src/inference/network';
import type { LoadedModel } from '../../../src/inference/registry';
import { sha256OfJson } from '../../../src/inference/verify-network';
import { type DigitSet, sha256 } from '../data/mnist';
import { createEyeNetwork } from '../training/eye/eye-network';
import { eyeSchedule } from '../training/eye/eye-recipe';
import { encodeEye } from '../training/eye/open-eye';
import { countMultiplyAdds } from '../training/inference-network';
import type { Checkpoint } from '../training/training-state';
import type { EncodedModel } from './model-files';
import { tuneEye } from './tune-eye';

/** How the eye's weights are stored. */
const STORED_AS = 'float16';

/**
 * Turns a checkpoint of the eye into the shipped model and its card.
 *
 * @param reader that reads what it finds
 * @param validation digits that neither has learned from
 * @param count of pictures of them that it is tuned to
 */
export async function buildEyeCard(
  { version, seed, engine, threads, epochs, wallSeconds, state }: Checkpoint,
  reader: LoadedModel,
  validation: DigitSet,
  count: number,
): Promise<{ card: ModelCard; model: EncodedModel }> {
  const model = encodeEye(state, STORED_AS);
  const network = Network.load(model.json, model.weights);
  const { layers } = network;
  const card: ModelCard = {
    version,
    description: `Finds digits in any picture by looking; ${reader.version} reads them with it`,
    created: new Date().toISOString(),
    members: null,
    reader: reader.version,
    architecture: {
      layers: layers.map(({ type }) => type),
      parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
      multiplyAdds: multiplyAddsOfEye(),
    },
    weights: {
      dtype: STORED_AS,
      bytes: model.weights.byteLength,
      sha256: sha256(new Uint8Array(model.weights)),
      jsonSha256: await sha256OfJson(model.json),
      float32TestAccuracy: reader.card.weights!.float32TestAccuracy,
    },
    data: {
      ...reader.card.data,
      name: 'Generated scenes with the digits of MNIST, drawn ones and fonts; amounts from cheques',
    },
    training: {
      seed,
      engine,
      threads,
      epochs,
      steps: state.adam.step,
      wallSeconds: Math.round(wallSeconds),
      recipe: { optimizer: 'Adam', ...eyeSchedule(epochs) },
    },
    ...tuneEye(version, network, reader, validation, count),
  };
  network.dispose();
  return { card, model };
}

function multiplyAddsOfEye(): number {
  const network = createEyeNetwork(1);
  const count = countMultiplyAdds(network);
  network.dispose();
  return count;
}
