import { logGamma } from '../drift/log-gamma';
import type { Share } from './share';

/** Terms that are smaller, relative to their sum, change nothing in double precision. */
const PRECISION = 1e-17;

/**
 * Fisher's exact test of a 2×2 table, one-sided (Fisher 1935, "The logic of inductive inference"): exact for any number of
 * trials, also where hardly anything fails.
 *
 * Example: 3 of 3 against 0 of 3 is 1 of the 20 ways to place three hits, so 0.05.
 *
 * @returns the probability that `one` has at least as many of all hits if both shares are the same in truth
 */
export function higherByChance(one: Share, other: Share): number {
  const hits = one.count + other.count;
  const misses = one.of + other.of - hits;
  const lowest = Math.max(0, one.of - misses);
  const highest = Math.min(one.of, hits);
  const logMass = (count: number) =>
    logChoose(hits, count) + logChoose(misses, one.of - count) - logChoose(hits + misses, one.of);
  return tailFrom(one.count, lowest, highest, logMass);
}

/**
 * Probability of at least `count` successes in `of` trials that succeed with a given probability.
 *
 * @param probability 0 to 1, exclusively
 */
export function binomialTail(count: number, of: number, probability: number): number {
  const logMass = (successes: number) =>
    logChoose(of, successes) +
    successes * Math.log(probability) +
    (of - successes) * Math.log1p(-probability);
  return tailFrom(count, 0, of, logMass);
}

/**
 * Sums the mass of a unimodal distribution from `count` upwards: outwards from its end that is nearer to the mode, so that few
 * terms matter.
 */
function tailFrom(
  count: number,
  lowest: number,
  highest: number,
  logMass: (count: number) => number,
): number {
  if (count <= lowest) return 1;
  if (count > highest) return 0;
  const isBeyondMode = logMass(count) <= logMass(count - 1);
  if (isBeyondMode) return Math.min(1, sumOutwards(count, 1, highest, logMass));
  return Math.max(0, 1 - sumOutwards(count - 1, -1, lowest, logMass));
}

function sumOutwards(from: number, step: 1 | -1, end: number, logMass: (count: number) => number): number {
  let sum = 0;
  for (let count = from; step * (end - count) >= 0; count += step) {
    const mass = Math.exp(logMass(count));
    sum += mass;
    if (mass <= sum * PRECISION) break;
  }
  return sum;
}

function logChoose(of: number, count: number): number {
  return logGamma(of + 1) - logGamma(count + 1) - logGamma(of - count + 1);
}
