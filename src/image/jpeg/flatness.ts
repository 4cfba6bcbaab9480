import type { Raster } from '../raster';

// Below a span of 16 levels the digit is lost without colour, from 16 on it is read as well without
// (`npm run colour-worth`: 300 rendered pictures, 21 of them below 16). Twice that, for erring upwards costs a second decoding, erring downwards the digit.
const FLAT_SPAN = 32;

// Samples examined, in a regular grid: 0.01 ms, and a stroke of 1 % of the picture is still hit 40 times.
const SAMPLES = 4096;

// The share of darkest and of lightest samples that is ignored as noise: 8 of them at each end. `FLAT_SPAN` depends
// on it.
const OUTLIERS = 0.002;

/**
 * @param raster brightness, 1 channel
 * @returns whether brightness alone is unlikely to show any writing
 */
export function isFlat(raster: Raster): boolean {
  return brightnessSpan(raster) < FLAT_SPAN;
}

/**
 * @param raster brightness, 1 channel
 * @returns grey levels from the darkest to the lightest sample, outliers left out
 */
export function brightnessSpan({ data }: Raster): number {
  const histogram = new Uint32Array(256);
  // An odd step does not run along a column of the picture.
  const step = Math.max(1, Math.floor(data.length / SAMPLES)) | 1;
  let count = 0;
  for (let i = 0; i < data.length; i += step, count++) histogram[data[i]!] = histogram[data[i]!]! + 1;

  const outliers = Math.floor(count * OUTLIERS);
  let darkest = 0;
  for (let seen = histogram[0]!; seen <= outliers; seen += histogram[darkest]!) darkest++;
  let lightest = 255;
  for (let seen = histogram[255]!; seen <= outliers; seen += histogram[lightest]!) lightest--;
  return lightest - darkest;
}
