/**
 * Shannon entropy, in nats: how undecided a classifier is.
 * @param probabilities that sum to 1
 * @returns 0 when certain, ln 10 = 2.303 when all ten digits are as likely
 */
export function entropyOf(probabilities: Iterable<number>): number {
  let entropy = 0;
  for (const p of probabilities) if (p > 0) entropy -= p * Math.log(p);
  return entropy;
}
