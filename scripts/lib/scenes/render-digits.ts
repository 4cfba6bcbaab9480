import type { Font } from 'opentype.js';
import type { Eye } from '../../../src/eye/sureness';
import type { Raster } from '../../../src/image/raster';
import { findDigit } from '../../../src/recognition/recognize';
import type { DigitSet } from '../data/mnist';
import { type Random, seededRandom } from '../random';
import { withProgress } from '../with-progress';
import { type DrawnDigit, drawEuropeanDigit } from './handwriting/european-digits';
import { drawFontDigit } from './handwriting/font-digits';
import { renderShape, renderStress, type Severity, STRESS_FAMILIES, type StressFamily } from './stress';
import { FIELD_SIDE } from './stress/digit-field';

/** Takes half a second to render and adds nothing to the normalised picture. */
const TOO_LARGE: StressFamily = 'large-canvas';

const FAMILIES = STRESS_FAMILIES.filter((family) => family !== TOO_LARGE);

/** Sources of digits. */
export interface DigitSources {
  readonly training: DigitSet;
  /** Fonts that look like handwriting; empty to do without. */
  readonly fonts: readonly Font[];
  /** Finds them in the pictures. */
  readonly eye: Eye;
}

/** How digits are drawn. */
export interface RenderPlan {
  /** Highest severity of camera pictures. */
  readonly mostSevere: Severity;
  /** Share of clean drawings instead of camera pictures; digits of MNIST need no second one. */
  readonly cleanShare: number;
  /** Share of camera pictures that show digits of MNIST. */
  readonly mnistShare: number;
  /** Share of all other digits that come from fonts; the rest is drawn in European shapes. */
  readonly fontShare: number;
}

/** A picture as the network sees it: 784 bytes, white on black, row by row. */
export interface RenderedDigit {
  readonly pixels: Uint8Array;
  readonly label: number;
}

/**
 * Renders digits of MNIST, of fonts and of European handwriting, most as camera pictures, and has the eye
 * find them, so that a network learns from what it will receive.
 *
 * @param seed any integer; the same arguments give the same pictures
 */
export function* renderDigits(
  sources: DigitSources,
  plan: RenderPlan,
  count: number,
  seed: number,
): Generator<RenderedDigit> {
  for (let picture = 0; picture < count; picture++) {
    const family = FAMILIES[picture % FAMILIES.length]!;
    yield renderDigit(sources, plan, family, seededRandom(seed, picture));
  }
}

/** The same as a set, with its progress shown under a name. */
export function renderDigitSet(name: string, ...wanted: Parameters<typeof renderDigits>): DigitSet {
  const [, , count] = wanted;
  const drawn = [...withProgress(name, renderDigits(...wanted), count)];
  return {
    images: Buffer.concat(drawn.map(({ pixels }) => pixels)),
    labels: Uint8Array.from(drawn, ({ label }) => label),
  };
}

/** One digit, drawn until there is something to see of it. */
function renderDigit(
  sources: DigitSources,
  plan: RenderPlan,
  family: StressFamily,
  random: Random,
): RenderedDigit {
  for (;;) {
    const { raster, label } = drawPicture(sources, plan, family, random);
    const { pixels, emptiness } = findDigit(raster, sources).normalized;
    if (emptiness === null)
      return { pixels: Uint8Array.from(pixels, (value) => Math.round(255 * value)), label };
  }
}

function drawPicture(sources: DigitSources, plan: RenderPlan, family: StressFamily, random: Random) {
  if (random() < plan.cleanShare) {
    const { shape, label } = drawDigit(sources, plan, random);
    return { raster: cleanDrawing(shape), label };
  }
  const severity = (1 + Math.floor(random() * plan.mostSevere)) as Severity;
  if (random() >= plan.mnistShare) {
    const { shape, label } = drawDigit(sources, plan, random);
    return { raster: renderShape(shape, family, severity, seedFrom(random)), label };
  }
  const { images, labels } = sources.training;
  const index = Math.floor(random() * labels.length);
  const digit = images.subarray(index * 784, (index + 1) * 784);
  return { raster: renderStress(digit, family, severity, seedFrom(random)), label: labels[index]! };
}

function drawDigit({ fonts }: DigitSources, { fontShare }: RenderPlan, random: Random): DrawnDigit {
  return random() < fontShare ? drawFontDigit(fonts, random) : drawEuropeanDigit(seedFrom(random));
}

function cleanDrawing(shape: Uint8Array): Raster {
  const data = shape.map((ink) => 255 * ink);
  return { width: FIELD_SIDE, height: FIELD_SIDE, channels: 1, data };
}

function seedFrom(random: Random): number {
  return Math.floor(random() * 2 ** 31);
}
