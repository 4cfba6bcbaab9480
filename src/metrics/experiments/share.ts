/** A share of a number of trials, with its uncertainty. */
export interface Share {
  readonly count: number;
  readonly of: number;
  /** 0 to 1; null without trials. */
  readonly share: number | null;
  /** Bounds of its 95 % interval; null likewise. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Standard normal quantile of 97.5 %. */
const Z = 1.959964;

/**
 * A share with its 95 % interval by Wilson (1927, "Probable inference, the law of succession, and statistical inference"), which
 * also holds for shares near 0 and 1 and for few trials.
 *
 * Example: 1 of 10 is 0.1, between 0.018 and 0.404.
 */
export function shareOf(count: number, of: number): Share {
  if (of === 0) return { count, of, share: null, low: null, high: null };
  const share = count / of;
  const shrink = 1 + Z ** 2 / of;
  const middle = (share + Z ** 2 / (2 * of)) / shrink;
  const half = (Z / shrink) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return { count, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
