import { binomialTail } from '../../../../src/metrics/experiments/exact-tests';

/**
 * The exact, one-sided sign test, which for right and wrong answers is McNemar's test (1947): how probable are at least so many
 * changes for the worse among all changes, if worse and better were equally likely?
 *
 * Example: 8 of 9 changes for the worse have the probability (9 + 1) / 2⁹ = 0.0195.
 *
 * @param worse pairs in which the second is worse
 * @param better pairs in which it is better; pairs that are equal do not count
 */
export function signTest(worse: number, better: number): number {
  return binomialTail(worse, worse + better, 0.5);
}
