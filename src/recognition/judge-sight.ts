import { softmax } from '../domain';
import { evidence } from '../eye/eye-map';
import type { Sight } from '../eye/sight';
import { combineOpinions, type Judgement, weigh } from '../inference/judgement';
import type { Finder, LoadedModel } from '../inference/registry';

/**
 * Combines what the eye says of a digit with what the reader says of the same digit in MNIST's form: the mean of their
 * probabilities, as in an ensemble. The evidence that there is a digit at all is the sum of both.
 *
 * @param read the reader's judgement
 */
export function judgeSight(
  { subject }: { readonly subject: Pick<Sight['subject'], 'logits' | 'objectness'> },
  read: Judgement,
  { finder, version, card }: Pick<LoadedModel, 'version' | 'card'> & { readonly finder: Finder },
): Judgement {
  const opinions = [
    { version, probabilities: softmax(subject.logits, finder.temperature) },
    { version: finder.reader, probabilities: read.probabilities },
  ];
  return {
    ...combineOpinions(opinions),
    ...weigh(evidence(subject) + read.evidence, card.rejection.minimumEvidence),
  };
}
