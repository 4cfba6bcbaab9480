import type { Polarity, RejectReason } from '../domain';
import type { Raster } from '../image/raster';
import { type Features, measureFeatures } from './features';
import type { Box, GreyImage } from './grey-image';
import { MNIST_SIDE } from './mnist-image';

/** Why there is nothing to read: every pixel is alike, or nothing differs enough from the paper to be ink. */
export type Emptiness = Extract<RejectReason, 'blank' | 'no_contrast'>;

/** A digit in the form of MNIST's, and facts about how it was made. */
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
