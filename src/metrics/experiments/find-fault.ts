import { COUNTED } from '../series/catalogue';
import type { Arm } from './arms';
import { higherByChance } from './exact-tests';
import type { Share } from './share';
import { slowerByChance } from './slower-by-chance';

/** By what a version is found to be worse than the baseline. */
export const GUARDED_FIGURES = ['failed', 'refused', 'p95'] as const;

/** A figure by which a version is worse than the baseline. */
export interface Fault {
  readonly version: string;
  readonly figure: (typeof GUARDED_FIGURES)[number];
  /** Probability of such a difference by chance. */
  readonly pValue: number;
  /** The same in words, with the numbers of pictures. */
  readonly summary: string;
}

/**
 * Finds the clearest figure by which a version is worse than the baseline: it fails or refuses more often (Fisher's exact test), or
 * its 95th percentile is longer by a bucket of the histogram (binomial tests), each one-sided.
 *
 * @param level probability of finding a fault in a version that is no worse; divided by the number of figures (Bonferroni)
 * @returns null if nothing is beyond chance
 */
export function findFault(arm: Arm, baseline: Arm, level: number): Fault | null {
  const slower = slowerByChance(arm.pace, baseline.pace);
  const tested = [
    {
      figure: 'failed',
      pValue: higherByChance(arm.failed, baseline.failed),
      words: `fails more often than ${baseline.version}: ${against(arm.failed, baseline.failed)}`,
    },
    {
      figure: 'refused',
      pValue: higherByChance(arm.refused, baseline.refused),
      words: `refuses pictures more often than ${baseline.version}: ${against(arm.refused, baseline.refused)}`,
    },
    { figure: 'p95', pValue: slower.pValue, words: slowerInWords(arm, baseline, slower.bucket) },
  ] as const;
  const clearest = tested.reduce((lowest, each) => (each.pValue < lowest.pValue ? each : lowest));
  const { figure, pValue, words } = clearest;
  if (pValue > level / GUARDED_FIGURES.length) return null;
  const { version } = arm;
  return { version, figure, pValue, summary: `${version} ${words}, p = ${pValue.toPrecision(2)}` };
}

function against(one: Share, other: Share): string {
  return `${percent(one.share)} (${one.count} of ${one.of}) against ${percent(other.share)} (${other.count} of ${other.of})`;
}

function percent(share: number | null): string {
  return `${(100 * (share ?? 0)).toFixed(2)} %`;
}

function slowerInWords(arm: Arm, baseline: Arm, bucket: number): string {
  const bound = COUNTED.assignedDuration.bounds[bucket]! * 1_000;
  const beyond = ({ pace }: Arm) =>
    `${sum(pace.slice(bucket + 1))} of ${sum(pace)} pictures took longer than ${bound} ms`;
  return `is slower than ${baseline.version}: ${beyond(arm)}, with ${baseline.version} ${beyond(baseline)}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
