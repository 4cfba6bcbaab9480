import type { Raster } from '../../../src/image/raster';
import { composite } from '../../../src/preprocess/composite';
import { measureFeatures } from '../../../src/preprocess/features';
import type { GreyImage } from '../../../src/preprocess/grey-image';
import { LUMA } from '../../../src/preprocess/ink-axis';
import { boxOf } from '../../../src/preprocess/ink-geometry';
import { readMnistImage } from '../../../src/preprocess/mnist-image';
import { otsu } from '../../../src/preprocess/otsu';
import { place } from '../../../src/preprocess/place';
import { toGrey } from '../../../src/preprocess/to-grey';

/** Below this share of full ink a pixel is paper. */
const INK_FLOOR = 0.15;

/**
 * The project's first normaliser, kept as a baseline for the cost of the current one: one threshold for the
 * whole picture at full size, the polarity by the border, crop and centre.
 *
 * @param raster any picture with ink
 * @returns 784 values from 0 (paper) to 1 (ink), row by row
 */
export function normalizeFirst(raster: Raster): Float32Array {
  readMnistImage(raster);
  const grey = toGrey(composite(raster), LUMA);
  const { threshold, low, high } = otsu(histogramOf(grey));
  const ink = hasBrightBorder(grey, threshold) ? inkOf(grey, high, low) : inkOf(grey, low, high);
  const box = boxOf(ink, 0.5) ?? { x: 0, y: 0, width: raster.width, height: raster.height };
  const pixels = place(ink, box);
  measureFeatures(pixels, box, (high - low) / 255);
  return pixels;
}

function histogramOf({ data }: GreyImage): Uint32Array {
  const histogram = new Uint32Array(256);
  for (const level of data) histogram[(level + 0.5) | 0]!++;
  return histogram;
}

function hasBrightBorder({ width, height, data }: GreyImage, threshold: number): boolean {
  let bright = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      if (data[y * width + x]! > threshold) bright++;
      count++;
    }
  }
  return 2 * bright >= count;
}

/** Rescales grey levels so that paper is 0 and ink 1. */
function inkOf(grey: GreyImage, paper: number, ink: number): GreyImage {
  const data = new Float32Array(grey.data.length);
  for (let i = 0; i < data.length; i++) {
    const share = Math.min((grey.data[i]! - paper) / (ink - paper), 1);
    if (share >= INK_FLOOR) data[i] = share;
  }
  return { ...grey, data };
}
