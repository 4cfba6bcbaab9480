import type { Assigner } from '../domain';
import type { Draft } from '../feedback/prediction-outbox';
import type { Prediction } from './predict';

/** What is remembered of a request besides its predictions. */
export interface RequestMemory {
  readonly requestId: string;
  /** Name of the API key that it came with; null without one. */
  readonly owner: string | null;
  readonly assignedBy: Assigner;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether the pictures are kept. */
  readonly images: boolean;
}

/**
 * What to remember of predictions.
 * @param places of their pictures in the request
 */
export function draftMemories(
  predictions: readonly Prediction[],
  places: readonly number[],
  { images, ...request }: RequestMemory,
): Draft[] {
  return predictions.map((prediction, index) => () => {
    const { normalized } = prediction;
    return {
      ...request,
      place: places[index]!,
      modelVersion: prediction.modelVersion,
      digit: prediction.digit,
      confidence: prediction.confidence,
      outOfDistribution: prediction.judgement.outOfDistribution,
      rejectReason: prediction.rejectReason,
      polarity: normalized.polarity,
      ...normalized.features,
      picture: images ? toBytes(normalized.pixels) : null,
      crop: images ? prediction.crop : null,
    };
  });
}

/** @param pixels 0 to 1 */
function toBytes(pixels: Float32Array): Uint8Array {
  const bytes = new Uint8Array(pixels.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(pixels[i]! * 255);
  return bytes;
}
