import { argmax, entropyOf } from '../domain';
import type { Steps } from '../steps';

/** The prediction of one of several that vote. */
export interface Vote {
  readonly version: string;
  readonly digit: number;
  /** Probability of its digit, 0 … 1. */
  readonly confidence: number;
}

/** A model's prediction for a picture. */
export interface Judgement {
  /** 10 calibrated probabilities that sum to 1 within 1e-6. */
  readonly probabilities: Float32Array;
  /** Evidence that there is a digit at all, in nats; see `evidence()`. */
  readonly evidence: number;
  /** Whether the evidence reaches the minimum. */
  readonly isDigit: boolean;
  /** The evidence as a score, 0 … 1: above ½ if there is no digit; see `weigh()`. */
  readonly outOfDistribution: number;
  /** Null if only one network read the picture. */
  readonly votes: readonly Vote[] | null;
  /** Disagreement of the members, in nats; see `disagreement()`. Null if only one network read the picture. */
  readonly disagreement: number | null;
}

/** Microseconds that a picture takes to pass through a network. */
export const PASS_COST = 500;

/** A network or an ensemble that classifies digits. */
export interface DigitReader {
  /**
   * @param pixels 784 values in [0, 1], row by row, white ink on black
   * @returns 10 probabilities that sum to 1 within 1e-6
   */
  predict(pixels: Float32Array): Float32Array;
  /**
   * @param pixels `count × 784` values
   * @returns `count × 10` probabilities
   */
  predictBatch(pixels: Float32Array): Float32Array;
  /** The full judgement of one picture, not only the probabilities. */
  judge(pixels: Float32Array): Judgement;
  /**
   * The same of several pictures, which pass through the network together.
   *
   * @param pixels `count × 784` values
   * @returns a judgement for each
   */
  judgeBatch(pixels: Float32Array): Judgement[];
  /** The same in steps. */
  judgeBatchInSteps(pixels: Float32Array): Steps<Judgement[]>;
}

/** What `evidence()` is at least: ten equal logits. */
export const LEAST_EVIDENCE = Math.log(10);

/**
 * The free energy of the logits above their mean: `ln Σ exp(z) − mean(z)`, `ln 10` when all are equal. Unlike the
 * highest probability it stays high if two digits compete, and is low only if no digit stands out (after
 * Liu et al. 2020, "Energy-based out-of-distribution detection").
 *
 * @param logits 10 numbers
 */
export function evidence(logits: Float32Array): number {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  const mean = logits.reduce((total, logit) => total + logit, 0) / logits.length;
  return largest + Math.log(sum) - mean;
}

/**
 * Decides whether there is a digit, and scores how unlike the training digits a picture is: the logistic function of the
 * missing evidence, ½ at the minimum.
 *
 * @param found evidence of the picture, in nats
 * @param minimum evidence of a digit
 */
export function weigh(
  found: number,
  minimum: number,
): Pick<Judgement, 'evidence' | 'isDigit' | 'outOfDistribution'> {
  return {
    evidence: found,
    isDigit: found >= minimum,
    outOfDistribution: 1 / (1 + Math.exp(found - minimum)),
  };
}

/** What one of several says of a picture. */
interface Opinion {
  readonly version: string;
  /** 10, calibrated. */
  readonly probabilities: Float32Array;
}

/** Several opinions combined: the mean of their probabilities, and what each says alone. */
export function combineOpinions(
  opinions: readonly Opinion[],
): Pick<Judgement, 'probabilities' | 'votes' | 'disagreement'> {
  const each = opinions.map(({ probabilities }) => probabilities);
  return {
    probabilities: meanOf(each),
    votes: opinions.map(({ version, probabilities }) => {
      const digit = argmax(probabilities);
      return { version, digit, confidence: probabilities[digit]! };
    }),
    disagreement: disagreement(each),
  };
}

/**
 * The Jensen–Shannon divergence of the members' predictions: the entropy of their mean minus the mean of their entropies.
 *
 * @param members probabilities of each
 * @returns 0 if all agree, at most `ln(members)`
 */
export function disagreement(members: readonly Float32Array[]): number {
  const entropies = members.map(entropyOf);
  const meanEntropy = entropies.reduce((sum, value) => sum + value, 0) / members.length;
  return Math.max(0, entropyOf(meanOf(members)) - meanEntropy);
}

/** @returns the element-wise mean of equally long arrays */
export function meanOf(arrays: readonly Float32Array[]): Float32Array {
  return arrays[0]!.map((_, index) => arrays.reduce((sum, array) => sum + array[index]!, 0) / arrays.length);
}
