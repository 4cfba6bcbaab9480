import { DRIFT_FEATURES, type DriftFeature } from '../series/labels';
import { compareHistograms } from './compare';
import { CRITERIA, type Criterion, TAIL_TOLERANCE } from './criteria';
import type { Histograms } from './histograms';
import { unexplainedShare, unexplainedTail } from './unexplained';

export const DRIFT_STATUSES = ['ok', 'warning', 'drift', 'insufficient_data'] as const;
export type DriftStatus = (typeof DRIFT_STATUSES)[number];

/** A status as a number: 0 ok, 1 warning, 2 drift; null if there are too few pictures. */
export function driftLevel(status: DriftStatus): number | null {
  return status === 'insufficient_data' ? null : DRIFT_STATUSES.indexOf(status);
}

export interface FeatureDrift {
  readonly feature: DriftFeature;
  readonly status: DriftStatus;
  /** Pictures in the window. */
  readonly samples: number;
  /** Share of pictures that the reference does not explain, 0 to 1: determines the status. Null if there are too few. */
  readonly unexplained: number | null;
  /** Population stability index: how different the mix of pictures is. Null likewise. */
  readonly psi: number | null;
  /** PSI from which the difference is significant; falls with the number of pictures. Null likewise. */
  readonly threshold: number | null;
  readonly pValue: number | null;
}

export interface DriftReport {
  readonly status: DriftStatus;
  readonly samples: number;
  readonly features: readonly FeatureDrift[];
}

/** With fewer pictures, the standard error of a share of 0.1, where warnings start, would exceed 0.02. */
export const MIN_SAMPLES = 200;
/** By convention, a lower PSI means no significant change (Siddiqi, Credit Risk Scorecards, 2006). */
const NOTICEABLE_PSI = 0.1;
/** Standard normal quantile of 1 − 0.01/8: chance alone exceeds the threshold in one of 800 comparisons. */
const NORMAL_QUANTILE = 3.02;

/**
 * Compares live pictures with the model's reference. Traffic may be any mix of the pictures in the reference, so the status
 * depends on the share of pictures that it does not explain. PSI and p-value describe how different the mix is.
 *
 * @param reference counts from the model's card; features that it lacks are not assessed
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
  if (samples < MIN_SAMPLES || total(reference) < MIN_SAMPLES) return unknown(feature, samples);
  const criterion = CRITERIA[feature];
  const { tolerance, badEnd } = criterion;
  const unexplained = Math.max(
    unexplainedShare(reference, live, tolerance),
    badEnd === null ? 0 : unexplainedTail(reference, live, TAIL_TOLERANCE, badEnd),
  );
  const { psi, pValue, buckets } = compareHistograms(reference, live);
  return {
    feature,
    status: statusOf(unexplained, criterion),
    samples,
    unexplained,
    psi,
    threshold: Math.max(NOTICEABLE_PSI, chanceThreshold(buckets, samples, total(reference))),
    pValue,
  };
}

function statusOf(unexplained: number, { warningShare, driftShare }: Criterion): DriftStatus {
  if (unexplained < warningShare) return 'ok';
  return unexplained < driftShare ? 'warning' : 'drift';
}

function unknown(feature: DriftFeature, samples: number): FeatureDrift {
  return {
    feature,
    status: 'insufficient_data',
    samples,
    unexplained: null,
    psi: null,
    threshold: null,
    pValue: null,
  };
}

/**
 * The PSI that chance alone rarely exceeds: a chi-square quantile (Wilson and Hilferty's approximation, 1931), scaled
 * by the sample sizes (Yurdakul 2018). Example: ten buckets, 500 and 5,000 pictures: 0.06.
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
