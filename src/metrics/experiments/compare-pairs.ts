import { binomialTail } from './exact-tests';
import { SIGNIFICANCE } from './verdict';

/** A labelled picture that two versions have read, or many of them that are alike. */
export interface LabelledPair {
  readonly isAnswerRight: boolean;
  readonly isShadowRight: boolean;
  readonly count: number;
}

/** How a shadow and the answers compare where labels say who is right. */
export interface PairedComparison {
  readonly bothRight: number;
  readonly onlyAnswerRight: number;
  readonly onlyShadowRight: number;
  readonly bothWrong: number;
  /** Probability of such a difference by chance; null with too few pictures. */
  readonly pValue: number | null;
  readonly verdict: 'higher' | 'lower' | 'no_difference' | 'too_little_data';
  /** The same in words. */
  readonly summary: string;
}

/** Fewer pictures of which one is right and the other wrong cannot differ significantly: 2 × 0.5^8 is 0.0078. */
const MIN_DISCORDANT = Math.ceil(1 - Math.log2(SIGNIFICANCE));

/**
 * Compares a shadow with the answers on the same pictures: McNemar's test (1947, "Note on the sampling error of the difference
 * between correlated proportions"), exact, so that it also holds for few pictures. Those that both read right, or both wrong, say nothing
 * about a difference.
 */
export function comparePairs(version: string, pairs: readonly LabelledPair[]): PairedComparison {
  const count = (isAnswerRight: boolean, isShadowRight: boolean) =>
    pairs.reduce(
      (sum, pair) =>
        pair.isAnswerRight === isAnswerRight && pair.isShadowRight === isShadowRight ? sum + pair.count : sum,
      0,
    );
  const [onlyAnswerRight, onlyShadowRight] = [count(true, false), count(false, true)];
  const discordant = onlyAnswerRight + onlyShadowRight;
  const tail = binomialTail(Math.max(onlyAnswerRight, onlyShadowRight), discordant, 0.5);
  const pValue = discordant < MIN_DISCORDANT ? null : Math.min(1, 2 * tail);
  const verdict = verdictOf(pValue, onlyShadowRight - onlyAnswerRight);
  const evidence = `${onlyShadowRight} that only it reads right, ${onlyAnswerRight} that only the answer has right`;
  return {
    ...{ bothRight: count(true, true), onlyAnswerRight, onlyShadowRight, bothWrong: count(false, false) },
    ...{ pValue, verdict, summary: inWords(version, verdict, evidence, pValue) },
  };
}

function verdictOf(pValue: number | null, lead: number): PairedComparison['verdict'] {
  if (pValue === null) return 'too_little_data';
  if (pValue >= SIGNIFICANCE) return 'no_difference';
  return lead > 0 ? 'higher' : 'lower';
}

function inWords(
  version: string,
  verdict: PairedComparison['verdict'],
  evidence: string,
  pValue: number | null,
): string {
  switch (verdict) {
    case 'too_little_data':
      return `Too few labelled pictures to say whether ${version} is right more often than the answers: ${evidence}`;
    case 'no_difference':
      return `${version} is right about as often as the answers: ${evidence}`;
    default: {
      const how = verdict === 'higher' ? 'more' : 'less';
      return `${version} is right ${how} often than the answers: ${evidence}, p = ${pValue?.toPrecision(2)}`;
    }
  }
}
