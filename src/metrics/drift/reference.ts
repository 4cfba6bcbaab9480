import { DRIFT_FEATURES } from '../series/labels';
import { bucketNames, type Histograms, isSeenInAnswer } from './histograms';

/** What drift is judged against. */
export interface DriftReference {
  readonly modelVersion: string;
  /** From the model's card; a feature that is absent is not judged. */
  readonly histograms: Partial<Histograms>;
}

/**
 * Checks what a card holds.
 * @param value its field `reference_histograms`
 * @returns the histograms; features that are missing, or whose buckets are not today's, are left out
 */
export function readHistograms(value: unknown): Partial<Histograms> {
  const held = (value ?? {}) as Readonly<Record<string, unknown>>;
  const valid = DRIFT_FEATURES.filter((feature) => {
    const counts = held[feature];
    return (
      Array.isArray(counts) && counts.length === bucketNames(feature).length && counts.every(Number.isFinite)
    );
  });
  return Object.fromEntries(valid.map((feature) => [feature, held[feature]]));
}

/** @returns the histograms of what is seen in a picture, whichever model answers */
export function ofPictures(histograms: Partial<Histograms>): Partial<Histograms> {
  const seen = DRIFT_FEATURES.filter((feature) => !isSeenInAnswer(feature) && histograms[feature]);
  return Object.fromEntries(seen.map((feature) => [feature, histograms[feature]]));
}
