import type { Arm } from './arms';
import { differenceByChance } from './compare-shares';
import type { Share } from './share';

/** A figure by which two arms are compared. */
export const FIGURES = ['refused', 'failed', 'accurate'] as const;
export type ComparedFigure = (typeof FIGURES)[number];

/** How an arm compares with the baseline. */
export interface Comparison {
  readonly version: string;
  readonly baseline: string;
  readonly figure: ComparedFigure;
  /** Probability of such a difference by chance; null with too few pictures. */
  readonly pValue: number | null;
  readonly verdict: 'higher' | 'lower' | 'no_difference' | 'too_little_data';
  /** The same in words. */
  readonly summary: string;
}

/** A difference that chance explains with less than this probability is reported. */
export const SIGNIFICANCE = 0.01;

const WORDS: Record<ComparedFigure, string> = {
  refused: 'refuses pictures',
  failed: 'fails',
  accurate: 'reads labelled pictures right',
};

/** Compares an arm with the baseline in each figure. */
export function compareArms(arm: Arm, baseline: Arm): Comparison[] {
  return FIGURES.map((figure) => {
    const pValue = differenceByChance(arm[figure], baseline[figure]);
    const verdict = verdictOf(pValue, arm[figure], baseline[figure]);
    const common = { version: arm.version, baseline: baseline.version, figure, pValue, verdict };
    return { ...common, summary: inWords(common, arm[figure], baseline[figure]) };
  });
}

function verdictOf(pValue: number | null, one: Share, other: Share): Comparison['verdict'] {
  if (pValue === null) return 'too_little_data';
  if (pValue >= SIGNIFICANCE) return 'no_difference';
  return (one.share ?? 0) > (other.share ?? 0) ? 'higher' : 'lower';
}

function inWords(
  { version, baseline, figure, pValue, verdict }: Omit<Comparison, 'summary'>,
  one: Share,
  other: Share,
): string {
  const evidence = `${percent(one)} against ${percent(other)}`;
  switch (verdict) {
    case 'too_little_data':
      return `Too few pictures to say whether ${version} ${WORDS[figure]} more often than ${baseline}: ${evidence}`;
    case 'no_difference':
      return `${version} ${WORDS[figure]} about as often as ${baseline}: ${evidence}`;
    default: {
      const how = verdict === 'higher' ? 'more' : 'less';
      return `${version} ${WORDS[figure]} ${how} often than ${baseline}: ${evidence}, p = ${pValue?.toPrecision(2)}`;
    }
  }
}

function percent({ count, of, share }: Share): string {
  return share === null ? 'none' : `${(100 * share).toFixed(2)} % (${count} of ${of})`;
}
