/** Count of an empty bucket of the reference, as in `compareHistograms()`. */
const HALF = 0.5;

/**
 * The share of live pictures that the reference does not explain, if each of its buckets may be up to `tolerance` times as
 * frequent: Σ max(0, p − tolerance · q), the hockey-stick divergence E_γ (Sason and Verdú, "f-Divergence Inequalities",
 * 2016, section VII).
 *
 * A reference is a mixture of all healthy kinds of picture; traffic rarely is. Traffic that consists entirely of a kind
 * with a share of 1/tolerance or more is explained completely. A kind that is not in the reference is not explained at all.
 *
 * Example: reference [90, 10], live [0, 50], tolerance 4: 1 − 4 · 0.1 = 0.6.
 *
 * @param reference counts; not all zero
 * @param live counts over the same buckets; not all zero
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
 * The same for a scale with a bad end: the maximum, over all ranges of buckets that start there, of the share that is not
 * explained. Pictures spread over several bad buckets are added up before the comparison, so a smaller tolerance suffices.
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

/** By bucket; negative where the reference explains more pictures than there are. */
function surplus(reference: readonly number[], live: readonly number[], tolerance: number): number[] {
  const m = sum(reference);
  const n = sum(live);
  return live.map((observed, bucket) => observed / n - (tolerance * Math.max(reference[bucket]!, HALF)) / m);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
