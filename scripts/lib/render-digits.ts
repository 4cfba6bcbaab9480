import { normalize } from '../../src/preprocess/normalize';
import { drawEuropeanDigit } from './european-digits';
import type { DigitSet } from './mnist';
import { type Random, seededRandom } from './random';
import { renderShape, renderStress, type Severity, STRESS_FAMILIES, type StressFamily } from './stress';
import { withProgress } from './with-progress';

/** Costs half a second to draw, and leaves nothing in the normalised picture that the others do not. */
const TOO_LARGE: StressFamily = 'large-canvas';

/** Share of digits in European handwriting, of which MNIST has next to none. */
const EUROPEAN_SHARE = 0.35;

const FAMILIES = STRESS_FAMILIES.filter((family) => family !== TOO_LARGE);

/** A picture as the network sees it: 784 bytes, white on black, row by row. */
export interface RenderedDigit {
  readonly pixels: Uint8Array;
  readonly label: number;
}

/**
 * Draws training digits and digits in European handwriting on paper, photographs them and normalises the
 * photographs, so that a network can learn from what it will be given.
 *
 * @param training where the digits of MNIST come from
 * @param seed any integer; the same arguments give the same pictures
 * @param mostSevere degree of trouble up to which to go
 */
export function* renderDigits(
  training: DigitSet,
  count: number,
  seed: number,
  mostSevere: Severity,
): Generator<RenderedDigit> {
  for (let picture = 0; picture < count; picture++) {
    const family = FAMILIES[picture % FAMILIES.length]!;
    yield renderDigit(training, family, mostSevere, seededRandom(seed, picture));
  }
}

/** The same as a set, with its progress shown under a name. */
export function renderDigitSet(name: string, ...wanted: Parameters<typeof renderDigits>): DigitSet {
  const [, count] = wanted;
  const drawn = [...withProgress(name, renderDigits(...wanted), count)];
  return {
    images: Buffer.concat(drawn.map(({ pixels }) => pixels)),
    labels: Uint8Array.from(drawn, ({ label }) => label),
  };
}

/** One digit, drawn until the normaliser finds ink. */
function renderDigit(
  training: DigitSet,
  family: StressFamily,
  mostSevere: Severity,
  random: Random,
): RenderedDigit {
  for (;;) {
    const { raster, label } = photographDigit(training, family, mostSevere, random);
    const { pixels, emptiness } = normalize(raster);
    if (emptiness === null)
      return { pixels: Uint8Array.from(pixels, (value) => Math.round(255 * value)), label };
  }
}

function photographDigit(training: DigitSet, family: StressFamily, mostSevere: Severity, random: Random) {
  const severity = (1 + Math.floor(random() * mostSevere)) as Severity;
  const seed = () => Math.floor(random() * 2 ** 31);
  if (random() < EUROPEAN_SHARE) {
    const { shape, label } = drawEuropeanDigit(seed());
    return { raster: renderShape(shape, family, severity, seed()), label };
  }
  const index = Math.floor(random() * training.labels.length);
  const digit = training.images.subarray(index * 784, (index + 1) * 784);
  return { raster: renderStress(digit, family, severity, seed()), label: training.labels[index]! };
}
