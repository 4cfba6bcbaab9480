import { evidence } from '../../../src/inference/judgement';

/**
 * Share of validation digits that may be rejected: a twentieth of the 1 % that is allowed, because other writers' digits have
 * less evidence. At 0.25 %, 4.7 % of semeion's digits were rejected, at 0.05 % 0.9 %, while letters, shapes and scribbles
 * rejected fell from 96, 91 and 92 % to 85, 72 and 84 % (docs/experiments/networks-and-ensembles.md).
 */
const REJECTED_SHARE = 0.0005;

/** @returns the evidence in each of `count × 10` logits */
export function evidenceOf(logits: Float32Array): Float32Array {
  return Float32Array.from({ length: logits.length / 10 }, (_, index) =>
    evidence(logits.subarray(index * 10, (index + 1) * 10)),
  );
}

/** @returns the evidence below which this share of the digits lie */
export function fitMinimumEvidence(digits: Float32Array, share = REJECTED_SHARE): number {
  return digits.slice().sort()[Math.floor(share * digits.length)]!;
}

/** @returns share of the scores below a threshold */
export function shareBelow(scores: Float32Array, threshold: number): number {
  return scores.filter((score) => score < threshold).length / scores.length;
}

/**
 * Area under the ROC curve: the probability that a digit has more evidence than a non-digit, ties half
 * (Mann–Whitney U).
 */
export function auroc(digits: Float32Array, others: Float32Array): number {
  const sorted = others.slice().sort();
  let wins = 0;
  for (const score of digits)
    wins += (countBelow(sorted, score, false) + countBelow(sorted, score, true)) / 2;
  return wins / (digits.length * others.length);
}

/** @returns share of non-digits that pass if 95 % of the digits do */
export function falsePositiveRateAt95(digits: Float32Array, others: Float32Array): number {
  const threshold = digits.slice().sort()[Math.floor(0.05 * digits.length)]!;
  return 1 - shareBelow(others, threshold);
}

function countBelow(sorted: Float32Array, score: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < score || (orEqual && sorted[middle]! === score)) low = middle + 1;
    else high = middle;
  }
  return low;
}
