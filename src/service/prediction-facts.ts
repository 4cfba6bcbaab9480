import { entropyOf } from '../domain';
import type { PredictionFacts } from '../metrics/recording/event';
import type { Prediction } from './predict';

/** What the counters need to know of a prediction. */
export function toPredictionFacts(prediction: Prediction): PredictionFacts {
  const { normalized } = prediction;
  return {
    modelVersion: prediction.modelVersion,
    digit: prediction.digit,
    confidence: prediction.confidence,
    entropy: entropyOf(prediction.judgement.probabilities),
    inferenceSeconds: prediction.inferenceSeconds,
    format: prediction.format,
    pixels: prediction.sourcePixels,
    polarity: normalized.polarity,
    ...normalized.features,
    rejectReason: prediction.rejectReason,
  };
}
