import type { Polarity } from '../domain';
import type { Raster } from '../image/raster';
import { runAtOnce, type Steps } from '../steps';
import { type Emptiness, emptinessOf } from './emptiness';
import { type Features, measureFeatures } from './features';
import { findDigit } from './find-digit';
import type { Box, GreyImage } from './grey-image';
import { MNIST_SIDE, readMnistImage } from './mnist-image';
import { place } from './place';
import type { Step } from './step';

/** The network's input, and facts about how it was made. */
export interface Normalized {
  /** 784 values from 0 (paper) to 1 (ink), row by row. */
  readonly pixels: Float32Array;
  readonly polarity: Polarity;
  /** The digit's box in pixels of the raster; the whole raster if there is none. */
  readonly crop: Box;
  /** The grey level, 0 to 255, that separated ink from paper of average brightness. */
  readonly threshold: number;
  readonly features: Features;
  /** Null if there is something to read. */
  readonly emptiness: Emptiness | null;
  /** Things of similar size in the picture: 1 is a single digit, 0 none. */
  readonly objectCount: number;
}

/**
 * Converts a picture of a digit to the form of MNIST. A picture that already has that form passes unchanged.
 *
 * @param raster any picture of at least one pixel
 * @param without a step to leave out, to measure what it is worth; null in service
 * @returns the 28×28 image and facts about how it was found; never throws
 */
export function normalize(raster: Raster, without: Step | null = null): Normalized {
  return runAtOnce(normalizeInSteps(raster, without));
}

/** The same in steps. */
export function* normalizeInSteps(raster: Raster, without: Step | null = null): Steps<Normalized> {
  const mnist = readMnistImage(raster);
  if (mnist !== null) return unchanged(mnist.grey, mnist.box);

  const { reading, ink, box, crop, objectCount } = yield* findDigit(raster, without);
  const facts = { polarity: reading.polarity, threshold: reading.threshold };
  const emptiness = emptinessOf(reading);
  if (box === null || emptiness !== null) return { ...emptyImage(raster, emptiness ?? 'blank'), ...facts };

  const pixels = place(ink, box);
  const features = measureFeatures(pixels, crop, reading.levels.ink - reading.levels.paper);
  return {
    ...facts,
    pixels,
    crop: crop!,
    features,
    emptiness: null,
    objectCount,
  };
}

/** A picture that has MNIST's own form. */
export function unchanged(grey: GreyImage, crop: Box): Normalized {
  const pixels = new Float32Array(grey.data.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = grey.data[i]! / 255;
  const features = measureFeatures(pixels, crop, 1);
  return {
    pixels,
    polarity: 'light_on_dark',
    crop,
    threshold: 0,
    features,
    emptiness: null,
    objectCount: 1,
  };
}

/** What stands for a picture without anything to read. */
export function emptyImage({ width, height }: Raster, emptiness: Emptiness): Normalized {
  const pixels = new Float32Array(MNIST_SIDE * MNIST_SIDE);
  return {
    pixels,
    polarity: 'dark_on_light',
    threshold: 0,
    crop: { x: 0, y: 0, width, height },
    features: measureFeatures(pixels, null, 0),
    emptiness,
    objectCount: 0,
  };
}
