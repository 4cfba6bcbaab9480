import { chiSquareTail } from './chi-square';

/** Difference between a live distribution and its reference. */
export interface Comparison {
  /** Population stability index, 0 upwards. */
  readonly psi: number;
  /** Probability of a difference at least this large if nothing had changed. */
  readonly pValue: number;
  /** Buckets after merging thin ones. */
  readonly buckets: number;
}

/**
 * Buckets with a smaller share of the reference are merged with their neighbour, because a few pictures in them would change
 * PSI a lot. Of 200 pictures, the minimum, ten are then expected in each; a chi-square test needs five (Cochran, "Some
 * Methods for Strengthening the Common χ² Tests", 1954).
 */
const MIN_SHARE = 0.05;
/** Count of an empty bucket, whose logarithm would be infinite: the usual half (Haldane 1956, Anscombe 1956). */
const HALF = 0.5;

/**
 * Compares two histograms over the same buckets.
 *
 * The population stability index is Σ (p − q) ln(p/q). If nothing changed, PSI / (1/n + 1/m) follows a
 * chi-square distribution with one degree of freedom fewer than buckets, for n live and m reference pictures
 * (Yurdakul, "Statistical Properties of Population Stability Index", 2018); the p-value is taken from the
 * chi-square test of two samples, whose statistic PSI tends to.
 *
 * Example: reference [50, 50] and live [60, 40]: PSI = 0.1 ln 1.2 − 0.1 ln 0.8 = 0.0405.
 *
 * @param reference counts; not all zero
 * @param live counts of the window; not all zero
 */
export function compareHistograms(reference: readonly number[], live: readonly number[]): Comparison {
  const merged = mergeThin(reference, live);
  const m = sum(reference);
  const n = sum(live);
  let psi = 0;
  let statistic = 0;
  for (const [expected, observed] of merged) {
    const q = Math.max(expected, HALF) / m;
    const p = Math.max(observed, HALF) / n;
    psi += (p - q) * Math.log(p / q);
    // Two-sample chi-square with unequal sizes: Press et al., Numerical Recipes, 3rd ed., eq. 14.3.3.
    statistic += (Math.sqrt(m / n) * observed - Math.sqrt(n / m) * expected) ** 2 / (observed + expected);
  }
  const degrees = merged.length - 1;
  return { psi, pValue: degrees === 0 ? 1 : chiSquareTail(statistic, degrees), buckets: merged.length };
}

/** Pairs of reference and live counts. A bucket that is nearly empty in the reference is kept if many live pictures are in it. */
function mergeThin(reference: readonly number[], live: readonly number[]): [number, number][] {
  const minReference = MIN_SHARE * sum(reference);
  const minLive = MIN_SHARE * sum(live);
  const merged: [number, number][] = [];
  let open: [number, number] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    open = [open[0] + reference[i]!, open[1] + live[i]!];
    if (open[0] < minReference && open[1] < minLive) continue;
    merged.push(open);
    open = [0, 0];
  }
  const last = merged.at(-1);
  if (last === undefined) return [open];
  last[0] += open[0];
  last[1] += open[1];
  return merged;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
