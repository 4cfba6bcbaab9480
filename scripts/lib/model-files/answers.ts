import { softmax } from '../../../src/domain';
import type { Classifier } from '../../../src/inference/classifier';
import { meanOf } from '../../../src/inference/judgement';
import type { DigitSet } from '../data/mnist';
import { logitsOf } from './evaluation';
import { evidenceOf } from './rejection';

/** A model's answers to a labelled set. */
export interface Answers {
  /** `count × 10`, calibrated. */
  readonly probabilities: Float32Array;
  /** Evidence of a digit, in nats; one per picture. */
  readonly evidence: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Lets a network answer a set.
 *
 * @param temperature divides the logits
 */
export function answersOf(classifier: Classifier, set: DigitSet, temperature: number): Answers {
  const logits = logitsOf(classifier, set);
  return {
    probabilities: softmaxAll(logits, temperature),
    evidence: evidenceOf(logits),
    labels: set.labels,
  };
}

/** The answers of an ensemble from those of its members. */
export function meanAnswers(members: readonly Answers[]): Answers {
  return {
    probabilities: meanOf(members.map(({ probabilities }) => probabilities)),
    evidence: meanOf(members.map(({ evidence }) => evidence)),
    labels: members[0]!.labels,
  };
}

/** @returns the probabilities of `count × 10` logits */
function softmaxAll(logits: Float32Array, temperature: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += 10) {
    probabilities.set(softmax(logits.subarray(start, start + 10), temperature), start);
  }
  return probabilities;
}
