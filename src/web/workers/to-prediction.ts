import { DIGITS } from '../../domain';
import type { Explanation } from '../../recognition/explain';
import type { FileRecognition } from '../../recognition/recognize';
import type { PagePrediction } from './recognizer-messages';

/** How long the two parts took, in seconds. */
export interface Durations {
  readonly recognition: number;
  readonly explanation: number;
}

/** Renders a prediction as the service does. */
export function toPrediction(
  recognition: FileRecognition,
  { normalizedPng, crop, occlusionPng, observer, look }: Explanation,
  seconds: Durations,
): PagePrediction {
  const { digit, confidence, judgement, modelVersion, rejectReason, normalized } = recognition;
  const { probabilities, outOfDistribution, votes, disagreement } = judgement;
  return {
    predicted_digit: digit,
    confidence,
    all_probabilities: toProbabilities(probabilities),
    inference_time_seconds: seconds.recognition,
    model_version: modelVersion,
    is_digit: rejectReason === null,
    reject_reason: rejectReason,
    out_of_distribution_score: outOfDistribution,
    ...(votes && {
      votes: votes.map(({ version, ...vote }) => ({ model_version: version, ...vote })),
    }),
    ...(disagreement !== null && { disagreement }),
    explanation: {
      normalized_image: toDataUrl(normalizedPng),
      crop,
      polarity: normalized.polarity,
      threshold: normalized.threshold,
      occlusion_map: toDataUrl(occlusionPng),
      occlusion_model: observer,
      ...(look && { look_image: toDataUrl(look.seenPng), look_map: toDataUrl(look.mapPng) }),
      time_seconds: seconds.explanation,
    },
  };
}

function toProbabilities(probabilities: Float32Array): PagePrediction['all_probabilities'] {
  const entries = DIGITS.map((name, i) => [name, probabilities[i]!]);
  return Object.fromEntries(entries);
}

function toDataUrl(png: Uint8Array): string {
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}
