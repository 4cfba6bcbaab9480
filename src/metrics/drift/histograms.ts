import { COUNTED } from '../catalogue';
import type { PredictionFacts } from '../event';
import { DIGITS, DRIFT_FEATURES, type DriftFeature, POLARITIES } from '../labels';
import { bucketCell, bucketOf, type Cells, counterCell } from '../series';

/** Counts per bucket, for each feature. A model's card holds those of its validation data. */
export type Histograms = Readonly<Record<DriftFeature, readonly number[]>>;

/** The part of a prediction that drift is seen in. */
export type DriftFacts = Pick<
  PredictionFacts,
  'digit' | 'confidence' | 'entropy' | 'polarity' | 'inkShare' | 'strokeWidth' | 'aspect' | 'contrast'
>;

interface FeatureBuckets {
  /** How many buckets there are. */
  readonly size: number;
  /** The bucket that a prediction falls into. */
  bucketOf(facts: DriftFacts): number;
  /** The cell in which the live side counts a bucket. */
  cellOf(bucket: number, modelVersion: string): string;
}

/** A feature that is a number: its buckets are those of the series that counts it. */
function numeric(
  series: typeof COUNTED.inkShare | typeof COUNTED.strokeWidth,
  value: (facts: DriftFacts) => number,
): FeatureBuckets {
  return {
    size: series.bounds.length + 1,
    bucketOf: (facts) => bucketOf(series.bounds, value(facts)),
    cellOf: (bucket) => bucketCell(series, {}, bucket),
  };
}

/** The same for what each model sees differently. */
function numericByModel(
  series: typeof COUNTED.confidence,
  value: (facts: DriftFacts) => number,
): FeatureBuckets {
  return {
    size: series.bounds.length + 1,
    bucketOf: (facts) => bucketOf(series.bounds, value(facts)),
    cellOf: (bucket, model_version) => bucketCell(series, { model_version }, bucket),
  };
}

const BUCKETS: Readonly<Record<DriftFeature, FeatureBuckets>> = {
  ink_share: numeric(COUNTED.inkShare, (facts) => facts.inkShare),
  stroke_width: numeric(COUNTED.strokeWidth, (facts) => facts.strokeWidth),
  aspect: numeric(COUNTED.aspect, (facts) => facts.aspect),
  contrast: numeric(COUNTED.contrast, (facts) => facts.contrast),
  polarity: {
    size: POLARITIES.length,
    bucketOf: (facts) => POLARITIES.indexOf(facts.polarity),
    cellOf: (bucket) => counterCell(COUNTED.polarity, { polarity: POLARITIES[bucket]! }),
  },
  confidence: numericByModel(COUNTED.confidence, (facts) => facts.confidence),
  entropy: numericByModel(COUNTED.entropy, (facts) => facts.entropy),
  predicted_class: {
    size: DIGITS.length,
    bucketOf: (facts) => facts.digit,
    cellOf: (bucket, model_version) =>
      counterCell(COUNTED.predictions, { model_version, digit: DIGITS[bucket]! }),
  },
};

/**
 * Counts predictions into the buckets that the live side uses: for the reference in a model's card.
 * @param predictions those of the validation data
 * @returns one count per bucket and feature, for the card's field `reference_histograms`
 */
export function histogramsOf(predictions: Iterable<DriftFacts>): Histograms {
  const histograms = byFeature((feature) => new Array<number>(BUCKETS[feature].size).fill(0));
  for (const facts of predictions) {
    for (const feature of DRIFT_FEATURES) histograms[feature][BUCKETS[feature].bucketOf(facts)]!++;
  }
  return histograms;
}

/**
 * Reads the same counts out of what the service has counted.
 * @param cells of the window that is looked at
 * @param modelVersion whose confidences, entropies and answers are read
 */
export function liveHistograms(cells: Readonly<Cells>, modelVersion: string): Histograms {
  return byFeature((feature) => {
    const { size, cellOf } = BUCKETS[feature];
    return Array.from({ length: size }, (_, bucket) => cells[cellOf(bucket, modelVersion)] ?? 0);
  });
}

/**
 * Checks what a card holds.
 * @returns the histograms, or null where a feature is missing or its buckets are not today's
 */
export function readReference(value: unknown): Histograms | null {
  if (typeof value !== 'object' || value === null) return null;
  const histograms = value as Partial<Record<DriftFeature, unknown>>;
  const complete = DRIFT_FEATURES.every((feature) => {
    const counts = histograms[feature];
    return Array.isArray(counts) && counts.length === BUCKETS[feature].size && counts.every(Number.isFinite);
  });
  return complete ? (value as Histograms) : null;
}

function byFeature<T>(make: (feature: DriftFeature) => T): Record<DriftFeature, T> {
  const entries = DRIFT_FEATURES.map((feature) => [feature, make(feature)]);
  return Object.fromEntries(entries) as Record<DriftFeature, T>;
}
