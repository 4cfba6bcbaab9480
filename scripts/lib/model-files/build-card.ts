import type { Sequential } from '@tensorflow/tfjs-layers';
import type { ModelCard } from '../../../src/inference/card';
import { Classifier } from '../../../src/inference/classifier';
import { sha256OfJson } from '../../../src/inference/verify-network';
import { type DigitSet, SPLIT_SEED, sha256 } from '../data/mnist';
import { countMultiplyAdds, toInferenceNetwork } from '../training/inference-network';
import type { NetworkVersion } from '../training/networks';
import type { Recipe } from '../training/recipes';
import { encodeTrained } from '../training/trained-classifier';
import { type Checkpoint, learnedBy } from '../training/training-state';
import type { CardSets } from './card-figures';
import { evaluate, predictAll, toUnitRange } from './evaluation';
import type { EncodedModel } from './model-files';
import { tuneNetwork } from './tune-network';

const DESCRIPTIONS: Record<NetworkVersion, string> = {
  'v1.0': 'The original service’s network, trained with affine augmentation',
  'v2.0': 'Batch-normalised network, trained with photo-like augmentation',
  'v2.0-long': 'The network of v2.0, trained three times as long',
  'v2.1-3x3': 'Ten convolutions of 3×3 without pooling, trained for long with photo-like augmentation',
  'v2.1-7x7': 'Four convolutions of 7×7 without pooling, trained for long with photo-like augmentation',
};

const TRAINING_PICTURES = 55_000;

export interface CardSources {
  /** Name of the model. */
  readonly version: string;
  readonly checkpoint: Checkpoint;
  readonly recipe: Recipe;
  readonly network: Sequential;
  /** SHA-256 of every training file, by name. */
  readonly digests: Readonly<Record<string, string>>;
  /** The test set is used only here: nothing was selected by it. */
  readonly sets: CardSets<DigitSet>;
}

/** Turns a checkpoint into the shipped model and its card. */
export async function buildCard(sources: CardSources): Promise<{ card: ModelCard; model: EncodedModel }> {
  const { version, checkpoint, recipe, network, digests, sets } = sources;
  const learned = learnedBy(checkpoint.state, recipe.refinement);
  const model = encodeTrained(network, learned, recipe.storedAs);
  const unrounded = encodeTrained(network, learned, 'float32');
  const shipped = toInferenceNetwork(network);
  const classifier = Classifier.load(model.json, model.weights);
  const layers = classifier.describe();
  const card: ModelCard = {
    version,
    description: DESCRIPTIONS[checkpoint.version as NetworkVersion],
    created: new Date().toISOString(),
    members: null,
    architecture: {
      layers: layers.map((layer) => layer.type),
      parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
      multiplyAdds: countMultiplyAdds(shipped),
    },
    weights: {
      dtype: recipe.storedAs,
      bytes: model.weights.byteLength,
      sha256: sha256(new Uint8Array(model.weights)),
      jsonSha256: await sha256OfJson(model.json),
      float32TestAccuracy: await accuracyOf(unrounded, sets.test),
    },
    data: {
      name: 'MNIST',
      digests,
      split: {
        seed: SPLIT_SEED,
        training: TRAINING_PICTURES,
        validation: sets.validation.labels.length,
        test: sets.test.labels.length,
      },
    },
    training: {
      seed: checkpoint.seed,
      engine: checkpoint.engine,
      threads: checkpoint.threads,
      epochs: recipe.epochs,
      steps: checkpoint.state.adam.step,
      wallSeconds: Math.round(checkpoint.wallSeconds),
      recipe: { optimizer: 'Adam', loss: 'categorical cross-entropy', ...recipe },
    },
    ...(await tuneNetwork(model, sets)),
  };
  shipped.dispose();
  classifier.dispose();
  return { card, model };
}

async function accuracyOf(model: EncodedModel, set: DigitSet): Promise<number> {
  const classifier = Classifier.load(model.json, model.weights);
  const { accuracy } = evaluate(predictAll(classifier, toUnitRange(set.images)), set.labels);
  classifier.dispose();
  return accuracy;
}
