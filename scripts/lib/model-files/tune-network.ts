import type { Eye } from '../../../src/eye/sureness';
import type { ModelCard } from '../../../src/inference/card';
import { Classifier } from '../../../src/inference/classifier';
import { tuningOf } from '../../../src/inference/registry';
import type { DigitSet } from '../data/mnist';
import { answersOf } from './answers';
import { fitTemperature } from './calibration';
import { type CardSets, cardFigures } from './card-figures';
import { logitsOf } from './evaluation';
import type { EncodedModel } from './model-files';
import { pipelineOf, referenceHistograms } from './reference-histograms';

/** The fields of a card that are fitted or measured after training. */
export type TunedSections = Pick<ModelCard, 'calibration' | 'rejection' | 'validation' | 'test'> &
  Required<Pick<ModelCard, 'reference_histograms'>>;

/**
 * Fits temperature and rejection threshold to a network, measures it, and counts the drift reference.
 *
 * @param eye that finds digits for it
 * @param share of the usual number of pictures that the drift reference is counted from
 */
export async function tuneNetwork(
  model: EncodedModel,
  sets: CardSets<DigitSet>,
  eye: Eye,
  share = 1,
): Promise<TunedSections> {
  const classifier = Classifier.load(model.json, model.weights);
  const temperature = fitTemperature(logitsOf(classifier, sets.validation), sets.validation.labels);
  const answers = {
    validation: answersOf(classifier, sets.validation, temperature),
    rendered: answersOf(classifier, sets.rendered, temperature),
    test: answersOf(classifier, sets.test, temperature),
  };
  const figures = cardFigures(answers, temperature, answersOf(classifier, sets.test, 1).probabilities);
  classifier.dispose();

  // Live confidences are calibrated, so the reference must be too.
  const tuned = Classifier.load(model.json, model.weights, tuningOf(figures));
  const reference_histograms = referenceHistograms(pipelineOf(eye, tuned), sets.validation, share);
  tuned.dispose();
  return { ...figures, reference_histograms };
}
