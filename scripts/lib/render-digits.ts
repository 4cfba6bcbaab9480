import { normalize } from '../../src/preprocess/normalize';
import type { DigitSet } from './mnist';
import { seededRandom } from './random';
import { renderStress, type Severity, STRESS_FAMILIES, type StressFamily } from './stress';

/** Costs half a second to draw, and leaves nothing in the normalised picture that the others do not. */
const TOO_LARGE: StressFamily = 'large-canvas';
/** The fifth severity is at the edge of what people can read: nothing to learn from. */
const MOST_SEVERE = 4;

/**
 * Draws training digits on paper, photographs them and normalises the photographs, so that a network can learn
 * from what it will be given.
 *
 * @param training where the digits come from
 * @param onProgress called after each picture
 */
export function renderDigits(
  training: DigitSet,
  count: number,
  seed: number,
  onProgress: (done: number) => void,
): DigitSet {
  const families = STRESS_FAMILIES.filter((family) => family !== TOO_LARGE);
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let picture = 0; picture < count; picture++) {
    const random = seededRandom(seed, picture);
    const index = Math.floor(random() * training.labels.length);
    const severity = (1 + Math.floor(random() * MOST_SEVERE)) as Severity;
    const digit = training.images.subarray(index * 784, (index + 1) * 784);
    const family = families[picture % families.length]!;
    const raster = renderStress(digit, family, severity, Math.floor(random() * 2 ** 31));
    const { pixels } = normalize(raster);
    images.set(
      pixels.map((value) => Math.round(255 * value)),
      picture * 784,
    );
    labels[picture] = training.labels[index]!;
    onProgress(picture + 1);
  }
  return { images, labels };
}
