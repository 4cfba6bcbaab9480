import type { Raster } from '../../src/image/raster';
import type { DigitReader } from '../../src/inference/judgement';
import { type DriftFacts, type Histograms, histogramsOf } from '../../src/metrics/drift/histograms';
import { entropyOf } from '../../src/metrics/entropy';
import { normalize } from '../../src/preprocess/normalize';
import type { DigitSet } from './mnist';

/** What drift is seen in, of one picture: the Worker's own normaliser and classifier say it. */
export function driftFactsOf(classifier: Pick<DigitReader, 'predict'>, raster: Raster): DriftFacts {
  const { pixels, polarity, features } = normalize(raster);
  const probabilities = classifier.predict(pixels);
  const confidence = Math.max(...probabilities);
  return {
    ...features,
    polarity,
    digit: probabilities.indexOf(confidence),
    confidence,
    entropy: entropyOf(probabilities),
  };
}

/**
 * Counts what live pictures are compared with.
 * @param set the validation pictures
 * @returns the card's field `reference_histograms`
 */
export function referenceHistograms(classifier: Pick<DigitReader, 'predict'>, set: DigitSet): Histograms {
  const facts = Array.from(set.labels, (_, index) => {
    const data = set.images.subarray(index * 784, (index + 1) * 784);
    return driftFactsOf(classifier, { width: 28, height: 28, channels: 1, data });
  });
  return histogramsOf(facts);
}
