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
  /** Name of the series that counts it. */
  readonly family: string;
  /** Whether it is seen in a model's answer; otherwise in the picture, whoever answers. */
  readonly inAnswer: boolean;
  /** How many buckets there are. */
  readonly size: number;
  /** The bucket that a prediction falls into. */
  bucketOf(facts: DriftFacts): number;
  /** The cell in which the live side counts a bucket. */
  cellOf(bucket: number, modelVersion: string): string;
}

/** A number seen in the picture: its buckets are those of the series that counts it. */
function ofPicture(
  series: typeof COUNTED.inkShare | typeof COUNTED.strokeWidth,
  value: (facts: DriftFacts) => number,
): FeatureBuckets {
  return {
    ...numeric(series.name, series.bounds, value),
    inAnswer: false,
    cellOf: (bucket) => bucketCell(series, {}, bucket),
  };
}

/** A number seen in the answer, which is counted for each model. */
function ofAnswer(series: typeof COUNTED.confidence, value: (facts: DriftFacts) => number): FeatureBuckets {
  return {
    ...numeric(series.name, series.bounds, value),
    inAnswer: true,
    cellOf: (bucket, model_version) => bucketCell(series, { model_version }, bucket),
  };
}

function numeric(family: string, bounds: readonly number[], value: (facts: DriftFacts) => number) {
  return { family, size: bounds.length + 1, bucketOf: (facts: DriftFacts) => bucketOf(bounds, value(facts)) };
}

const BUCKETS: Readonly<Record<DriftFeature, FeatureBuckets>> = {
  ink_share: ofPicture(COUNTED.inkShare, (facts) => facts.inkShare),
  stroke_width: ofPicture(COUNTED.strokeWidth, (facts) => facts.strokeWidth),
  aspect: ofPicture(COUNTED.aspect, (facts) => facts.aspect),
  contrast: ofPicture(COUNTED.contrast, (facts) => facts.contrast),
  polarity: {
    family: COUNTED.polarity.name,
    inAnswer: false,
    size: POLARITIES.length,
    bucketOf: (facts) => POLARITIES.indexOf(facts.polarity),
    cellOf: (bucket) => counterCell(COUNTED.polarity, { polarity: POLARITIES[bucket]! }),
  },
  confidence: ofAnswer(COUNTED.confidence, (facts) => facts.confidence),
  entropy: ofAnswer(COUNTED.entropy, (facts) => facts.entropy),
  predicted_class: {
    family: COUNTED.predictions.name,
    inAnswer: true,
    size: DIGITS.length,
    bucketOf: (facts) => facts.digit,
    cellOf: (bucket, model_version) =>
      counterCell(COUNTED.predictions, { model_version, digit: DIGITS[bucket]! }),
  },
};

/** Names of the series that drift is seen in. */
export const DRIFT_FAMILIES: readonly string[] = Object.values(BUCKETS).map(({ family }) => family);

/** @returns how many buckets a feature has */
export function bucketsOf(feature: DriftFeature): number {
  return BUCKETS[feature].size;
}

/** Whether a feature differs with the model that answers; otherwise it is the picture's own. */
export function isSeenInAnswer(feature: DriftFeature): boolean {
  return BUCKETS[feature].inAnswer;
}

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

function byFeature<T>(make: (feature: DriftFeature) => T): Record<DriftFeature, T> {
  const entries = DRIFT_FEATURES.map((feature) => [feature, make(feature)]);
  return Object.fromEntries(entries) as Record<DriftFeature, T>;
}
