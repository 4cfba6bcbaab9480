import type { Sequential } from '@tensorflow/tfjs-layers';
import type { Eye } from '../../../src/eye/sureness';
import type { ModelCard } from '../../../src/inference/card';
import { Classifier } from '../../../src/inference/classifier';
import { sha256OfJson } from '../../../src/inference/verify-network';
import { type DigitSet, SPLIT_SEED, sha256 } from '../data/mnist';
import { countMultiplyAdds, toInferenceNetwork } from '../training/inference-network';
import type { Recipe } from '../training/recipes';
import { encodeTrained } from '../training/trained-classifier';
import { type Checkpoint, learnedBy } from '../training/training-state';
import type { CardSets } from './card-figures';
import { evaluate, predictAll, toUnitRange } from './evaluation';
import type { EncodedModel } from './model-files';
import { tuneNetwork } from './tune-network';

export interface CardSources {
  /** Name of the model. */
  readonly version: string;
  readonly description: string;
  /** What it was trained on, and with how many pictures. */
  readonly data: { readonly name: string; readonly pictures: number };
  /** The version whose weights it started from; null if it started from random ones. */
  readonly continues: string | null;
  readonly checkpoint: Checkpoint;
  readonly recipe: Recipe;
  readonly network: Sequential;
  /** SHA-256 of every training file, by name. */
  readonly digests: Readonly<Record<string, string>>;
  /** The test set is used only here: nothing was selected by it. */
  readonly sets: CardSets<DigitSet>;
  /** Finds digits for it. */
  readonly eye: Eye;
  /** Share of the usual number of pictures that the drift reference is counted from. */
  readonly referenceShare: number;
}

/** Turns a checkpoint into the shipped model and its card. */
export async function buildCard(sources: CardSources): Promise<{ card: ModelCard; model: EncodedModel }> {
  const {
    version,
    description,
    data,
    continues,
    checkpoint,
    recipe,
    network,
    digests,
    sets,
    eye,
    referenceShare,
  } = sources;
  const learned = learnedBy(checkpoint.state, recipe.refinement);
  const model = encodeTrained(network, learned, recipe.storedAs);
  const unrounded = encodeTrained(network, learned, 'float32');
  const shipped = toInferenceNetwork(network);
  const classifier = Classifier.load(model.json, model.weights);
  const layers = classifier.describe();
  const card: ModelCard = {
    version,
    description,
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
      name: data.name,
      digests,
      split: {
        seed: SPLIT_SEED,
        training: data.pictures,
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
      ...(continues !== null && { continues }),
      recipe: { optimizer: 'Adam', loss: 'categorical cross-entropy', ...recipe },
    },
    ...(await tuneNetwork(model, sets, eye, referenceShare)),
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
