import { SIGNIFICANCE } from '../../../../src/metrics/experiments/verdict';
import { percent } from '../../report/format';
import { signTest } from './sign-test';

/** One condition of the gate. */
export interface GateLine {
  readonly name: string;
  /** What has to be so. */
  readonly condition: string;
  readonly pictures: number;
  /** Figures of both, for readers. */
  readonly champion: string;
  readonly candidate: string;
  /** Probability of such a result by chance, if the condition were violated or met just barely; null without a test. */
  readonly pValue: number | null;
  readonly passed: boolean;
}

/** Whether each model did right with the same pictures, in the same order. */
export interface PairedAnswers {
  readonly champion: readonly boolean[];
  readonly candidate: readonly boolean[];
}

/**
 * The candidate is not worse beyond chance.
 *
 * @param comparisons how many are made of this kind: each then needs stronger evidence (Bonferroni)
 */
export function notWorse(name: string, answers: PairedAnswers, comparisons = 1): GateLine {
  const { worse, better } = changesOf(answers);
  const pValue = signTest(worse, better);
  return {
    ...figuresOf(name, answers),
    condition: 'not worse beyond chance',
    pValue,
    passed: pValue >= SIGNIFICANCE / comparisons,
  };
}

/** The candidate is better beyond chance. */
export function better(name: string, answers: PairedAnswers): GateLine {
  const changes = changesOf(answers);
  const pValue = signTest(changes.better, changes.worse);
  return {
    ...figuresOf(name, answers),
    condition: 'better beyond chance',
    pValue,
    passed: pValue < SIGNIFICANCE,
  };
}

function figuresOf(name: string, { champion, candidate }: PairedAnswers) {
  const share = (rights: readonly boolean[]) =>
    rights.length === 0 ? 'none' : percent(rights.filter(Boolean).length / rights.length);
  return { name, pictures: champion.length, champion: share(champion), candidate: share(candidate) };
}

function changesOf({ champion, candidate }: PairedAnswers) {
  let worse = 0;
  let better = 0;
  champion.forEach((right, i) => {
    if (right && !candidate[i]) worse++;
    if (!right && candidate[i]) better++;
  });
  return { worse, better };
}
