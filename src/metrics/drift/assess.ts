import { DRIFT_FEATURES, type DriftFeature } from '../labels';
import { compareHistograms } from './compare';
import type { Histograms } from './histograms';

export type DriftStatus = 'ok' | 'warning' | 'drift' | 'insufficient_data';

/** A status as a number: 0 ok, 1 warning, 2 drift; null where there are too few pictures to say. */
export function driftLevel(status: DriftStatus): number | null {
  return status === 'insufficient_data' ? null : ['ok', 'warning', 'drift'].indexOf(status);
}

export interface FeatureDrift {
  readonly feature: DriftFeature;
  readonly status: DriftStatus;
  /** Pictures in the window. */
  readonly samples: number;
  /** Null where there are too few pictures to say. */
  readonly psi: number | null;
  /** PSI from which the feature is a warning; it falls as pictures come in. Null likewise. */
  readonly threshold: number | null;
  readonly pValue: number | null;
}

export interface DriftReport {
  readonly status: DriftStatus;
  readonly samples: number;
  readonly features: readonly FeatureDrift[];
}

/** Fewer pictures than this say nothing: with ten buckets, PSI then is 0.05 by chance alone. */
export const LEAST_SAMPLES = 200;
/** The customary reading of PSI: below 0.1 no change, above 0.25 a large one (Siddiqi, Credit Risk Scorecards, 2006). */
const WARNING_PSI = 0.1;
const DRIFT_PSI = 0.25;
/** Chance of any false alarm in one report, shared out among its features (Bonferroni). */
const FALSE_ALARMS = 0.01;
/** Standard normal quantile of 1 − 0.01/8: what chance alone exceeds in one of 800 features. */
const NORMAL_QUANTILE = 3.02;

/**
 * Compares what the service sees with what its model was validated on. A feature has drifted when the
 * difference is both large (PSI) and no accident (the test's p-value, and a threshold for PSI that depends on
 * the number of pictures).
 *
 * @param reference counts of the validation data, from the model's card; what it lacks is not judged
 * @param live counts of the window, over the same buckets
 */
export function assessDrift(reference: Partial<Histograms>, live: Histograms): DriftReport {
  const features = DRIFT_FEATURES.map((feature) =>
    assessFeature(feature, reference[feature] ?? [], live[feature]),
  );
  return {
    status: worstOf(features.map(({ status }) => status)),
    samples: Math.max(...features.map(({ samples }) => samples)),
    features,
  };
}

function worstOf(statuses: readonly DriftStatus[]): DriftStatus {
  const worstFirst: DriftStatus[] = ['drift', 'warning', 'ok'];
  return worstFirst.find((status) => statuses.includes(status)) ?? 'insufficient_data';
}

function assessFeature(
  feature: DriftFeature,
  reference: readonly number[],
  live: readonly number[],
): FeatureDrift {
  const samples = total(live);
  if (samples < LEAST_SAMPLES || total(reference) < LEAST_SAMPLES) {
    return { feature, status: 'insufficient_data', samples, psi: null, threshold: null, pValue: null };
  }
  const { psi, pValue, buckets } = compareHistograms(reference, live);
  const chance = chanceThreshold(buckets, samples, total(reference));
  const threshold = Math.max(WARNING_PSI, chance);
  const significant = pValue < FALSE_ALARMS / DRIFT_FEATURES.length;
  const large = psi >= Math.max(DRIFT_PSI, chance);
  const status = !significant || psi < threshold ? 'ok' : large ? 'drift' : 'warning';
  return { feature, status, samples, psi, threshold, pValue };
}

/**
 * The PSI that chance alone rarely exceeds: a chi-square quantile, by Wilson and Hilferty's approximation
 * (1931), over the sample sizes (Yurdakul 2018). Ten buckets, 500 and 5,000 pictures: 0.06.
 */
function chanceThreshold(buckets: number, live: number, reference: number): number {
  const degrees = buckets - 1;
  if (degrees === 0) return 0;
  const spread = 2 / (9 * degrees);
  const quantile = degrees * (1 - spread + NORMAL_QUANTILE * Math.sqrt(spread)) ** 3;
  return quantile * (1 / live + 1 / reference);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
