import { DIGITS, POLARITIES } from '../../domain';
import type { PredictionFacts } from '../recording/event';
import { COUNTED } from '../series/catalogue';
import { DRIFT_FEATURES, type DriftFeature, OUTCOMES } from '../series/labels';
import { bucketCell, bucketOf, type Cells, counterCell } from '../series/series';

/** Counts per bucket, for each feature. A model's card contains those of its reference. */
export type Histograms = Readonly<Record<DriftFeature, readonly number[]>>;

/** The part of a prediction that drift is assessed by. */
export type DriftFacts = Pick<
  PredictionFacts,
  | 'digit'
  | 'confidence'
  | 'entropy'
  | 'polarity'
  | 'inkShare'
  | 'strokeWidth'
  | 'aspect'
  | 'contrast'
  | 'rejectReason'
>;

interface FeatureBuckets {
  /** Names of the series that count the feature. */
  readonly families: readonly string[];
  /** Whether it depends on the model's prediction; otherwise it depends on the picture only. */
  readonly inAnswer: boolean;
  /** Name of each bucket: its upper bound, as Prometheus' label `le`, or a category. */
  readonly names: readonly string[];
  /** The bucket of a prediction. */
  bucketOf(facts: DriftFacts): number;
  /** The cells that count a bucket. */
  cellsOf(bucket: number, modelVersion: string): string[];
}

/** A numeric feature of the picture: its buckets are those of its series. */
function ofPicture(
  series: typeof COUNTED.inkShare | typeof COUNTED.strokeWidth,
  value: (facts: DriftFacts) => number,
): FeatureBuckets {
  return {
    ...numeric(series.name, series.bounds, value),
    inAnswer: false,
    cellsOf: (bucket) => [bucketCell(series, {}, bucket)],
  };
}

/** A numeric feature of the prediction, counted per model. */
function ofAnswer(series: typeof COUNTED.confidence, value: (facts: DriftFacts) => number): FeatureBuckets {
  return {
    ...numeric(series.name, series.bounds, value),
    inAnswer: true,
    cellsOf: (bucket, model_version) => [bucketCell(series, { model_version }, bucket)],
  };
}

function numeric(family: string, bounds: readonly number[], value: (facts: DriftFacts) => number) {
  return {
    families: [family],
    names: [...bounds.map(String), '+Inf'],
    bucketOf: (facts: DriftFacts) => bucketOf(bounds, value(facts)),
  };
}

const BUCKETS: Readonly<Record<DriftFeature, FeatureBuckets>> = {
  ink_share: ofPicture(COUNTED.inkShare, (facts) => facts.inkShare),
  stroke_width: ofPicture(COUNTED.strokeWidth, (facts) => facts.strokeWidth),
  aspect: ofPicture(COUNTED.aspect, (facts) => facts.aspect),
  contrast: ofPicture(COUNTED.contrast, (facts) => facts.contrast),
  polarity: {
    families: [COUNTED.polarity.name],
    inAnswer: false,
    names: POLARITIES,
    bucketOf: (facts) => POLARITIES.indexOf(facts.polarity),
    cellsOf: (bucket) => [polarityCell(POLARITIES[bucket]!)],
  },
  confidence: ofAnswer(COUNTED.confidence, (facts) => facts.confidence),
  entropy: ofAnswer(COUNTED.entropy, (facts) => facts.entropy),
  predicted_class: {
    families: [COUNTED.predictions.name],
    inAnswer: true,
    names: DIGITS,
    bucketOf: (facts) => facts.digit,
    cellsOf: (bucket, model_version) => [
      counterCell(COUNTED.predictions, { model_version, digit: DIGITS[bucket]! }),
    ],
  },
  outcome: {
    families: [COUNTED.polarity.name, COUNTED.rejects.name],
    inAnswer: false,
    names: OUTCOMES,
    bucketOf: (facts) => OUTCOMES.indexOf(facts.rejectReason ?? 'digit'),
    // Every picture of a digit has a polarity.
    cellsOf: (bucket) => {
      const outcome = OUTCOMES[bucket]!;
      if (outcome === 'digit') return POLARITIES.map(polarityCell);
      return [counterCell(COUNTED.rejects, { reason: outcome })];
    },
  },
};

function polarityCell(polarity: (typeof POLARITIES)[number]): string {
  return counterCell(COUNTED.polarity, { polarity });
}

/** Names of the series that drift is computed from. */
export const DRIFT_FAMILIES: readonly string[] = [
  ...new Set(Object.values(BUCKETS).flatMap(({ families }) => families)),
];

/** @returns name of each bucket of a feature: its upper bound, as Prometheus' label `le`, or a category */
export function bucketNames(feature: DriftFeature): readonly string[] {
  return BUCKETS[feature].names;
}

/** Whether a feature depends on the model's prediction; otherwise it depends on the picture only. */
export function isSeenInAnswer(feature: DriftFeature): boolean {
  return BUCKETS[feature].inAnswer;
}

/**
 * Counts predictions in the same buckets as the service does, for the reference in a model's card. Of pictures without
 * a digit only the outcome is counted.
 * @param predictions for the pictures of the reference
 * @returns one count per bucket and feature, for the card's field `reference_histograms`
 */
export function histogramsOf(predictions: Iterable<DriftFacts>): Histograms {
  const histograms = byFeature((feature) => new Array<number>(bucketNames(feature).length).fill(0));
  for (const facts of predictions) {
    const seen = facts.rejectReason === null ? DRIFT_FEATURES : (['outcome'] as const);
    for (const feature of seen) histograms[feature][BUCKETS[feature].bucketOf(facts)]!++;
  }
  return histograms;
}

/**
 * Reads the same counts from the service's cells.
 * @param cells of the window
 * @param modelVersion whose predictions are read
 */
export function liveHistograms(cells: Readonly<Cells>, modelVersion: string): Histograms {
  const names = cellNames(modelVersion);
  return byFeature((feature) =>
    names[feature].map((bucket) => bucket.reduce((sum, cell) => sum + (cells[cell] ?? 0), 0)),
  );
}

type CellNames = Readonly<Record<DriftFeature, readonly (readonly string[])[]>>;
/** By model version, of which there are as many as models: a history reads the same cells for hundreds of windows. */
const knownNames = new Map<string, CellNames>();

/** @returns the cells that each bucket of each feature is read from */
function cellNames(modelVersion: string): CellNames {
  const known = knownNames.get(modelVersion);
  if (known !== undefined) return known;
  const names = byFeature((feature) => {
    const { names: buckets, cellsOf } = BUCKETS[feature];
    return buckets.map((_, bucket) => cellsOf(bucket, modelVersion));
  });
  knownNames.set(modelVersion, names);
  return names;
}

function byFeature<T>(make: (feature: DriftFeature) => T): Record<DriftFeature, T> {
  const entries = DRIFT_FEATURES.map((feature) => [feature, make(feature)]);
  return Object.fromEntries(entries) as Record<DriftFeature, T>;
}
