import { DRIFT_FEATURES } from '../series/labels';
import { bucketNames, type Histograms, isSeenInAnswer } from './histograms';

/** The reference for drift. */
export interface DriftReference {
  readonly modelVersion: string;
  /** From the model's card; absent features are not assessed. */
  readonly histograms: Partial<Histograms>;
}

/**
 * Validates the histograms of a card.
 * @param value its field `reference_histograms`
 * @returns the histograms, without features that are missing or have other buckets than now
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

/** @returns the histograms of features that depend on the picture only */
export function ofPictures(histograms: Partial<Histograms>): Partial<Histograms> {
  const seen = DRIFT_FEATURES.filter((feature) => !isSeenInAnswer(feature) && histograms[feature]);
  return Object.fromEntries(seen.map((feature) => [feature, histograms[feature]]));
}
