import type { DigitSet } from '../data/mnist';
import { seededRandom, shuffledIndices } from '../random';

/** Share of the pictures that come from production; the others keep alive what the model has learned before. Not tuned. */
const FEEDBACK_SHARE = 0.35;
/** Most often that one picture of production is shown: few pictures would be learned by heart. Not tuned. */
const MOST_REPETITIONS = 24;

/**
 * Draws the pictures that a retraining shows: each of MNIST at most once, those of production as often as it takes.
 *
 * @param count of all
 * @throws Error if MNIST has too few
 */
export function mixPictures(mnist: DigitSet, feedback: DigitSet, count: number, seed: number): DigitSet {
  const random = seededRandom(seed);
  const wanted = Math.floor(FEEDBACK_SHARE * count);
  const fromFeedback = Math.min(wanted, MOST_REPETITIONS * feedback.labels.length);
  const fromMnist = count - fromFeedback;
  if (fromMnist > mnist.labels.length) {
    throw new Error(
      `Cannot mix ${count} pictures: ${fromMnist} of them would be of ${mnist.labels.length} of MNIST`,
    );
  }
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  const put = (at: number, set: DigitSet, index: number) => {
    images.set(set.images.subarray(index * 784, (index + 1) * 784), at * 784);
    labels[at] = set.labels[index]!;
  };
  const chosen = shuffledIndices(mnist.labels.length, random);
  for (let i = 0; i < fromMnist; i++) put(i, mnist, chosen[i]!);
  for (let i = 0; i < fromFeedback; i++) put(fromMnist + i, feedback, i % feedback.labels.length);
  return { images, labels };
}
