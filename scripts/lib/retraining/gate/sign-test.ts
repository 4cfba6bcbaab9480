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
  const total = worse + better;
  if (worse === 0) return 1;
  // Sums the terms from the largest exponent on, in logarithms: 2⁻ⁿ underflows.
  let logTerm = -total * Math.LN2;
  let sum = Math.exp(logTerm);
  for (let k = total; k > worse; k--) {
    logTerm += Math.log(k) - Math.log(total - k + 1);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
