import type { Eye } from '../../../src/eye/sureness';
import type { ModelCard } from '../../../src/inference/card';
import { Classifier } from '../../../src/inference/classifier';
import { Ensemble } from '../../../src/inference/ensemble';
import type { NetworkFiles } from '../../../src/inference/model-files';
import { tuningOf } from '../../../src/inference/registry';
import type { DigitSet } from '../data/mnist';
import { answersOf, meanAnswers } from './answers';
import { type CardSets, cardFigures } from './card-figures';
import { pipelineOf, referenceHistograms } from './reference-histograms';

/**
 * Measures an ensemble of networks and writes its card. Its members are already calibrated: it has no
 * temperature of its own.
 *
 * @param version its name
 * @param files at least two networks with their cards
 * @param eye that finds digits for it
 */
export async function buildEnsembleCard(
  version: string,
  files: readonly NetworkFiles[],
  sets: CardSets<DigitSet>,
  eye: Eye,
): Promise<ModelCard> {
  const members = await Promise.all(
    files.map(async ({ json, weights, card }) => ({
      version: card.version,
      temperature: card.calibration.temperature,
      classifier: Classifier.load(json, weights, tuningOf(card)),
    })),
  );
  const answers = (set: DigitSet, calibrated = true) =>
    meanAnswers(
      members.map(({ classifier, temperature }) => answersOf(classifier, set, calibrated ? temperature : 1)),
    );
  const { probabilities: uncalibratedTest } = answers(sets.test, false);
  const figures = cardFigures(
    {
      validation: answers(sets.validation),
      rendered: answers(sets.rendered),
      test: answers(sets.test),
    },
    1,
    uncalibratedTest,
  );
  const ensemble = new Ensemble(members, figures.rejection.minimumEvidence);
  const cards = files.map(({ card }) => card);
  return {
    version,
    description: `Mean of the calibrated probabilities of ${cards.map((card) => card.version).join(', ')}`,
    created: new Date().toISOString(),
    members: cards.map((card) => card.version),
    architecture: {
      layers: cards.flatMap((card) => card.architecture.layers),
      parameters: sum(cards.map((card) => card.architecture.parameters)),
      multiplyAdds: sum(cards.map((card) => card.architecture.multiplyAdds)),
    },
    weights: null,
    data: cards[0]!.data,
    training: null,
    ...figures,
    reference_histograms: referenceHistograms(pipelineOf(eye, ensemble), sets.validation),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
