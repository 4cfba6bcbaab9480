/**
 * Estimates a quantile from the counts of a histogram's buckets, as Prometheus' `histogram_quantile` does:
 * linear within the bucket, and the last bound for values beyond it.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 *
 * Example: bounds [1, 2, 4] with counts [0, 10, 0, 0]: the median is 1.5.
 *
 * @param bounds upper bounds, ascending, without +Inf
 * @param counts of the buckets, not cumulative; one more than bounds
 * @param rank 0 to 1
 * @returns null if nothing was counted
 */
export function histogramQuantile(
  bounds: readonly number[],
  counts: readonly number[],
  rank: number,
): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const target = rank * total;
  let below = 0;
  for (let bucket = 0; bucket < bounds.length; bucket++) {
    const count = counts[bucket]!;
    if (count > 0 && below + count >= target) {
      const lower = bucket === 0 ? 0 : bounds[bucket - 1]!;
      return lower + ((bounds[bucket]! - lower) * (target - below)) / count;
    }
    below += count;
  }
  return bounds.at(-1) ?? null;
}
