/** Stands in for an empty bucket of the reference: half a picture, as in `compareHistograms()`. */
const HALF = 0.5;

/**
 * The share of live pictures that the reference does not explain, though each of its buckets may be so many times as
 * frequent as it is there: Σ max(0, p − tolerance · q), the hockey-stick divergence E_γ (Sason and Verdú,
 * "f-Divergence Inequalities", 2016, section VII).
 *
 * A reference is a mixture of all that is healthy; traffic rarely is. Of a part that makes up 1/tolerance of the
 * reference or more, nothing is left unexplained, even if all of the traffic is like it. Pictures of a kind that the
 * reference does not know are left over entirely.
 *
 * Example: reference [90, 10], live [0, 50], tolerance 4: 1 − 4 · 0.1 = 0.6.
 *
 * @param reference counts; some must be there
 * @param live counts over the same buckets; some must be there
 * @param tolerance 1 upwards
 * @returns 0 to 1
 */
export function unexplainedShare(
  reference: readonly number[],
  live: readonly number[],
  tolerance: number,
): number {
  return surplus(reference, live, tolerance).reduce((total, share) => total + Math.max(0, share), 0);
}

/**
 * The same of a scale of which one end is bad: the most that is left of all buckets from there up to any. What is
 * spread over several bad buckets adds up before the reference is taken off, so a smaller tolerance will do.
 *
 * @param badEnd whether the first bucket or the last one is the worst
 */
export function unexplainedTail(
  reference: readonly number[],
  live: readonly number[],
  tolerance: number,
  badEnd: 'first' | 'last',
): number {
  const shares = surplus(reference, live, tolerance);
  let running = 0;
  let most = 0;
  for (const share of badEnd === 'first' ? shares : shares.reverse()) {
    running += share;
    most = Math.max(most, running);
  }
  return most;
}

/** By bucket; negative where the reference has more. */
function surplus(reference: readonly number[], live: readonly number[], tolerance: number): number[] {
  const m = sum(reference);
  const n = sum(live);
  return live.map((observed, bucket) => observed / n - (tolerance * Math.max(reference[bucket]!, HALF)) / m);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
