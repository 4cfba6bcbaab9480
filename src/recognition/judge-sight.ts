import { softmax } from '../domain';
import { evidence } from '../eye/eye-map';
import type { Sight } from '../eye/sight';
import { tuningOfLook } from '../eye/sureness';
import { combineOpinions, type Judgement, LEAST_EVIDENCE, weigh } from '../inference/judgement';
import type { LoadedModel } from '../inference/registry';

/** What is less likely counts as this, so that one of the two cannot rule a digit out. */
const LEAST_PROBABILITY = 1e-9;

/** A model whose eye has a say. */
type Seer = Pick<LoadedModel, 'version' | 'card' | 'eye'> & { readonly reader: string };

/** What judging needs of a look; one that is not stated is a whole one. */
type Opinion = Partial<Pick<Sight, 'seen'>> & {
  readonly subject: Pick<Sight['subject'], 'logits' | 'objectness'>;
};

/**
 * Combines what the eye says of a digit with what the reader says of the same digit in MNIST's form: the geometric mean of their
 * probabilities, since two that agree are right more often than either says. The evidence that there is a digit at all is the
 * sum of both.
 *
 * @param read the reader's judgement; null if the eye is sure without it
 */
export function judgeSight(
  sight: Opinion,
  read: Judgement | null,
  { eye, reader, version, card }: Seer,
): Judgement {
  const { subject, seen } = sight;
  const { minimumEvidence } = card.rejection;
  const { temperature } = seen === undefined ? eye.whole : tuningOfLook({ seen }, eye);
  const probabilities = softmax(subject.logits, temperature);
  if (read === null) {
    // It would not be sure if there were none; the reader would have added as much as this, at least.
    const found = Math.max(evidence(subject) + LEAST_EVIDENCE, minimumEvidence);
    return { probabilities, ...weigh(found, minimumEvidence), votes: null, disagreement: null };
  }
  const opinions = [
    { version, probabilities },
    { version: reader, probabilities: read.probabilities },
  ];
  return {
    ...combineOpinions(opinions),
    probabilities: geometricMean(probabilities, read.probabilities),
    ...weigh(evidence(subject) + read.evidence, minimumEvidence),
  };
}

/** @returns probabilities that sum to 1 */
function geometricMean(a: Float32Array, b: Float32Array): Float32Array {
  const logarithm = (probability: number) => Math.log(Math.max(probability, LEAST_PROBABILITY));
  return softmax(a.map((probability, digit) => (logarithm(probability) + logarithm(b[digit]!)) / 2));
}
