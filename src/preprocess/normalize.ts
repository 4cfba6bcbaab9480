import type { Raster } from '../image/raster';
import { type Features, measureFeatures } from './features';
import type { Box, GreyImage } from './grey-image';
import { boxOf } from './ink-geometry';
import { MNIST_SIDE, readMnistImage } from './mnist-image';
import { otsu } from './otsu';
import { place } from './place';
import { detectPolarity, type Polarity } from './polarity';
import { toGrey } from './to-grey';

/** Why there is nothing to read: every pixel alike, or differences too small to be ink. */
export type Emptiness = 'blank' | 'no_contrast';

/** What the network sees, and how it came to be. */
export interface Normalized {
  /** 784 values from 0 (paper) to 1 (ink), row by row. */
  readonly pixels: Float32Array;
  readonly polarity: Polarity;
  /** The ink that was read, in pixels of the raster; the whole raster when there is none. */
  readonly crop: Box;
  /** The grey level, 0 to 255, that parted ink from paper. */
  readonly threshold: number;
  readonly features: Features;
  /** Null when there is something to read. */
  readonly emptiness: Emptiness | null;
}

/** Ink and paper nearer to each other than this cannot be told apart from the noise of an 8-bit picture. */
const LEAST_CONTRAST = 6;
/** Below this share of full ink a pixel is paper: it keeps the fringe of the strokes and drops faint noise. */
const INK_FLOOR = 0.15;

/**
 * Brings a picture of a digit into the form of MNIST. A picture that has that form already passes unchanged.
 *
 * @param raster any picture of at least one pixel
 * @returns the 28×28 image and the facts of how it was found; never throws
 */
export function normalize(raster: Raster): Normalized {
  const mnist = readMnistImage(raster);
  if (mnist !== null) return fromMnist(mnist.grey, mnist.box);

  const grey = toGrey(raster);
  const { threshold, low, high } = otsu(histogramOf(grey));
  if (high - low < LEAST_CONTRAST)
    return withoutInk(raster, threshold, high === low ? 'blank' : 'no_contrast');

  const polarity = detectPolarity(grey, threshold);
  const ink = polarity === 'dark_on_light' ? inkOf(grey, high, low) : inkOf(grey, low, high);
  const crop = boxOf(ink, 0.5) ?? wholeOf(raster);
  const pixels = place(ink, crop);
  const features = measureFeatures(pixels, crop, (high - low) / 255);
  return { pixels, polarity, crop, threshold, features, emptiness: null };
}

/** Rescales grey levels so that paper is 0 and ink 1. */
function inkOf(grey: GreyImage, paperLevel: number, inkLevel: number): GreyImage {
  const data = new Float32Array(grey.data.length);
  for (let i = 0; i < data.length; i++) {
    const ink = Math.min((grey.data[i]! - paperLevel) / (inkLevel - paperLevel), 1);
    if (ink >= INK_FLOOR) data[i] = ink;
  }
  return { ...grey, data };
}

function fromMnist(grey: GreyImage, crop: Box): Normalized {
  const pixels = new Float32Array(grey.data.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = grey.data[i]! / 255;
  const features = measureFeatures(pixels, crop, 1);
  return { pixels, polarity: 'light_on_dark', crop, threshold: 0, features, emptiness: null };
}

function withoutInk(raster: Raster, threshold: number, emptiness: Emptiness): Normalized {
  const pixels = new Float32Array(MNIST_SIDE * MNIST_SIDE);
  const polarity = 'dark_on_light';
  return {
    pixels,
    polarity,
    crop: wholeOf(raster),
    threshold,
    features: measureFeatures(pixels, null, 0),
    emptiness,
  };
}

function wholeOf({ width, height }: Raster): Box {
  return { x: 0, y: 0, width, height };
}

function histogramOf({ data }: GreyImage): Uint32Array {
  const histogram = new Uint32Array(256);
  for (const level of data) histogram[(level + 0.5) | 0]!++;
  return histogram;
}
