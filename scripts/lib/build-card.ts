import type { Sequential } from '@tensorflow/tfjs-layers';
import type { ModelCard } from '../../src/inference/card';
import { Classifier } from '../../src/inference/classifier';
import { tuningOf } from '../../src/inference/registry';
import { evaluate, logitsOf, predictAll, toUnitRange } from './evaluation';
import { countMultiplyAdds, toInferenceNetwork } from './inference-network';
import { type DigitSet, SPLIT_SEED, sha256 } from './mnist';
import type { EncodedModel } from './model-files';
import type { NetworkVersion } from './networks';
import type { Recipe } from './recipes';
import { referenceHistograms } from './reference-histograms';
import { encodeTrained } from './trained-classifier';
import type { Checkpoint } from './training-state';
import { tune } from './tune';

const DESCRIPTIONS: Record<NetworkVersion, string> = {
  'v1.0': 'The original service’s network, trained with affine augmentation',
  'v2.0': 'Batch-normalised network, trained with photo-like augmentation',
};

const TRAINING_PICTURES = 55_000;

export interface CardSources {
  readonly checkpoint: Checkpoint;
  readonly recipe: Recipe;
  readonly network: Sequential;
  /** SHA-256 of every file that went in, by name. */
  readonly digests: Readonly<Record<string, string>>;
  readonly validation: DigitSet;
  /** Looked at here and nowhere before: nothing was chosen by it. */
  readonly test: DigitSet;
}

/** Turns a checkpoint into the model that ships and the card that tells of it. */
export async function buildCard(sources: CardSources): Promise<{ card: ModelCard; model: EncodedModel }> {
  const { checkpoint, recipe, network, digests, validation, test } = sources;
  const model = encodeTrained(network, checkpoint.state, 'float16');
  const unrounded = encodeTrained(network, checkpoint.state, 'float32');
  const shipped = toInferenceNetwork(network);
  const classifier = await Classifier.load(model.json, model.weights);
  const layers = classifier.describe();
  const validationLogits = logitsOf(classifier, validation);
  const testLogits = logitsOf(classifier, test);
  const card: ModelCard = {
    version: checkpoint.version,
    description: DESCRIPTIONS[checkpoint.version as NetworkVersion],
    created: new Date().toISOString(),
    members: null,
    architecture: {
      layers: layers.map((layer) => layer.type),
      parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
      multiplyAdds: countMultiplyAdds(shipped),
    },
    weights: {
      dtype: 'float16',
      bytes: model.weights.byteLength,
      sha256: sha256(new Uint8Array(model.weights)),
      float32TestAccuracy: await accuracyOf(unrounded, test),
    },
    data: {
      name: 'MNIST',
      digests,
      split: {
        seed: SPLIT_SEED,
        training: TRAINING_PICTURES,
        validation: validation.labels.length,
        test: test.labels.length,
      },
    },
    training: {
      seed: checkpoint.seed,
      threads: checkpoint.threads,
      epochs: recipe.epochs,
      steps: checkpoint.state.adam.step,
      wallSeconds: Math.round(checkpoint.wallSeconds),
      recipe: { optimizer: 'Adam', loss: 'categorical cross-entropy', ...recipe },
    },
    ...tune(
      { logits: validationLogits, labels: validation.labels },
      { logits: testLogits, labels: test.labels },
    ),
  };
  shipped.dispose();
  classifier.dispose();
  // Live confidences are calibrated ones, and so must be those that they are compared with.
  const tuned = await Classifier.load(model.json, model.weights, tuningOf(card));
  const reference_histograms = referenceHistograms(tuned, validation);
  tuned.dispose();
  return { card: { ...card, reference_histograms }, model };
}

async function accuracyOf(model: EncodedModel, set: DigitSet): Promise<number> {
  const classifier = await Classifier.load(model.json, model.weights);
  const { accuracy } = evaluate(predictAll(classifier, toUnitRange(set.images)), set.labels);
  classifier.dispose();
  return accuracy;
}
