import { binomialTail } from './exact-tests';

/** The quantile that is compared: the 95th percentile is exceeded by one in twenty. */
const EXCEEDED_BY = 0.05;

/** A bound that one distribution's 95th percentile is above, and the other's is not. */
export interface SlowerBound {
  /** Index of the bucket's upper bound. */
  readonly bucket: number;
  /** Probability of such counts by chance. */
  readonly pValue: number;
}

/**
 * Tests whether the 95th percentile of one histogram is above that of another, by at least a bucket: the binomial test of a
 * quantile (Conover 1999, "Practical nonparametric statistics", 3.2), once for each of them. If the other's 95th percentile is at
 * most a bound, hardly fewer than one in twenty of its values are beyond it; if the first one's is above, hardly more than one in
 * twenty are below. The larger of both probabilities, twice (Bonferroni), is that of either being a coincidence. Neither is
 * easier to reach at another bound, so the best bound may be chosen.
 *
 * @param one counts of the buckets, not cumulative
 * @param other counts of the same buckets
 * @returns the bound that is the clearest
 */
export function slowerByChance(one: readonly number[], other: readonly number[]): SlowerBound {
  const bounds = Array.from({ length: one.length - 1 }, (_, bucket) => {
    const isOneAbove = exceedingTail(one, bucket);
    const isOtherBelow = fallingShortTail(other, bucket);
    return { bucket, pValue: Math.min(1, 2 * Math.max(isOneAbove, isOtherBelow)) };
  });
  return bounds.reduce((clearest, each) => (each.pValue < clearest.pValue ? each : clearest));
}

/** Probability that so many values are beyond a bound, or more, if it is the 95th percentile. */
function exceedingTail(counts: readonly number[], bucket: number): number {
  return binomialTail(beyond(counts, bucket), total(counts), EXCEEDED_BY);
}

/** Probability that so few values are beyond a bound, or fewer, if it is the 95th percentile. */
function fallingShortTail(counts: readonly number[], bucket: number): number {
  const of = total(counts);
  return binomialTail(of - beyond(counts, bucket), of, 1 - EXCEEDED_BY);
}

function beyond(counts: readonly number[], bucket: number): number {
  return total(counts.slice(bucket + 1));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
