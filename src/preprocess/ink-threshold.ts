import type { GreyImage } from './grey-image';
import { otsu } from './otsu';

/** Levels of the histogram: fine enough for pencil that spans 15 of 255 grey levels. */
const BINS = 1024;
/** The paper's noise is below this many standard deviations (1 in 30,000 pixels of normal noise is not). */
const NOISE_LIMIT = 4;
/** Noise is at least the rounding to bytes. */
export const LEAST_NOISE = 0.5 / 255;
/** The paper of one picture never differs by this much: such pixels are ink. */
const INK_STEP = 0.35;
/** Pixels connected to ink belong to it from this share of the way between paper and ink. */
export const FRINGE = 0.25;

/** The thresholds between ink and paper in a map of ink strengths. */
export interface InkLevels {
  /** Median strength of the paper, and the standard deviation of its noise. */
  readonly paper: number;
  readonly noise: number;
  /** Surely ink from here; ink where it is connected to such, from `fringe`. */
  readonly threshold: number;
  readonly fringe: number;
  /** Mean strength of what is surely ink; equal to `paper` when nothing is. */
  readonly ink: number;
}

/**
 * Finds the strengths that separate ink from paper: Otsu's threshold among the pixels that stand out from the noise.
 * Leaving out the paper keeps the threshold right however small the digit is.
 *
 * Example: 97 % of pixels at 0.01 and 3 % at 0.61 part at the noise limit, with ink 0.61.
 *
 * @param strength ink strengths, for the most part of paper
 */
export function findInkLevels(strength: GreyImage): InkLevels {
  const { data } = strength;
  const histogram = new Uint32Array(BINS);
  for (const value of data) histogram[Math.min((Math.max(value, 0) * BINS) | 0, BINS - 1)]!++;
  const paper = paperLevel(histogram, data.length);
  const noise = Math.max(noiseOf(strength), LEAST_NOISE);
  const limit = paper + NOISE_LIMIT * noise;

  const tail = histogram.slice();
  tail.fill(0, 0, Math.min(Math.ceil(limit * BINS), BINS));
  const { threshold: bin, high } = otsu(tail);
  if (high === 0) return { paper, noise, threshold: limit, fringe: limit, ink: paper };
  // Strong ink and its blurred fringe belong together: if the tail is a single class, its midpoint is the threshold.
  const halfway = (paper + high / BINS) / 2;
  const threshold = Math.max(Math.min((bin + 1) / BINS, halfway), limit);
  const fringe = Math.max(paper + FRINGE * (high / BINS - paper), Math.min(limit, threshold));
  return { paper, noise, threshold, fringe, ink: high / BINS };
}

/** The median, unless ink takes up more than half: then the median is ink, far from the lower quartile. */
function paperLevel(histogram: Uint32Array, pixels: number): number {
  const median = (quantile(histogram, pixels / 2) + 0.5) / BINS;
  const quartile = (quantile(histogram, pixels / 4) + 0.5) / BINS;
  return median - quartile > INK_STEP ? quartile : median;
}

/** Standard deviation of the noise, from the median difference of neighbours: strokes and light hardly move it. */
function noiseOf({ width, data }: GreyImage): number {
  const differences = new Uint32Array(BINS);
  let count = 0;
  for (let i = 1; i < data.length; i += 2) {
    if (i % width === 0) continue;
    const difference = Math.abs(data[i]! - data[i - 1]!);
    differences[Math.min((difference * BINS) | 0, BINS - 1)]!++;
    count++;
  }
  // Of normal noise the median absolute difference is 0.6745 √2 standard deviations.
  return quantile(differences, count / 2) / BINS / (0.6745 * Math.SQRT2);
}

/** The bin in which the count of values from below reaches `rank`. */
function quantile(histogram: Uint32Array, rank: number): number {
  let count = 0;
  for (let bin = 0; bin < histogram.length; bin++) {
    count += histogram[bin]!;
    if (count >= rank) return bin;
  }
  return histogram.length - 1;
}
