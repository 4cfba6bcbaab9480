import { entropyOf } from '../../../src/domain';
import type { Eye } from '../../../src/eye/sureness';
import type { Raster } from '../../../src/image/raster';
import type { DigitReader } from '../../../src/inference/judgement';
import { type DriftFacts, type Histograms, histogramsOf } from '../../../src/metrics/drift/histograms';
import { findDigit, type Recognition, readFound } from '../../../src/recognition/recognize';
import type { DigitSet } from '../data/mnist';
import { referencePictures } from '../scenes/reference-pictures';
import { withProgress } from '../with-progress';

/** Enough for the count of a 1 % bucket to be accurate to about a third. */
const PICTURES = 4_000;

/** How the service recognises a picture. */
export type Recognize = (raster: Raster) => Recognition;

/** The pipeline of a classifier that reads what an eye finds. */
export function pipelineOf(eye: Eye, classifier: DigitReader): Recognize {
  return (raster) => readFound(findDigit(raster, { eye }), { version: 'reference', classifier });
}

/** The drift features of one picture, by the Worker's own pipeline. */
export function driftFactsOf(recognize: Recognize, raster: Raster): DriftFacts {
  return toDriftFacts(recognize(raster));
}

/** The drift features of a recognised picture. */
export function toDriftFacts(recognition: Recognition): DriftFacts {
  const { normalized, digit, confidence, judgement, rejectReason } = recognition;
  return {
    ...normalized.features,
    polarity: normalized.polarity,
    digit,
    confidence,
    entropy: entropyOf(judgement.probabilities),
    rejectReason,
  };
}

/**
 * Counts the reference for live pictures, from pictures as clients send them.
 * @param set the validation digits
 * @param share of the usual number of pictures
 * @returns the card's field `reference_histograms`
 */
export function referenceHistograms(recognize: Recognize, set: DigitSet, share = 1): Histograms {
  const count = Math.min(Math.ceil(share * PICTURES), set.labels.length);
  const facts: DriftFacts[] = [];
  for (const raster of withProgress('reference', referencePictures(set, count), count)) {
    facts.push(driftFactsOf(recognize, raster));
  }
  return histogramsOf(facts);
}
