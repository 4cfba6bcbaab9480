import type { Raster } from '../image/raster';
import type { Box, GreyImage } from './grey-image';
import { boxOf, centreOfMass } from './ink-geometry';

export const MNIST_SIDE = 28;
/** Digits of MNIST are scaled until their longer side is this long; 16 of the 70,000 came out one shorter. */
export const MNIST_DIGIT_SIDE = 20;
/** MNIST moves the centre of mass onto the middle of pixel (14, 14), by whole pixels. */
export const MNIST_CENTRE = 14.5;
/** Half a pixel of rounding, and what rounding to bytes moves the centre: 0.52 is the most among the 70,000. */
const CENTRE_TOLERANCE = 0.55;
/** Each of the 70,000 reaches 254 somewhere. */
const LEAST_PEAK = 250;

/**
 * Recognises a picture that is placed as MNIST places digits: 28×28, white ink on a black that is exactly 0,
 * the longer side of the ink 19 or 20 pixels, its centre of mass at the middle. All 70,000 images of MNIST
 * meet this.
 *
 * @param raster any picture; colours must be grey and opaque to be recognised
 * @returns its grey levels and the box of all pixels that are not black, or null for other pictures
 */
export function readMnistImage(raster: Raster): { grey: GreyImage; box: Box } | null {
  if (raster.width !== MNIST_SIDE || raster.height !== MNIST_SIDE) return null;
  const grey = greyOnly(raster);
  if (grey === null) return null;
  const box = boxOf(grey, 0);
  if (box === null) return null;
  const side = Math.max(box.width, box.height);
  if (side !== MNIST_DIGIT_SIDE && side !== MNIST_DIGIT_SIDE - 1) return null;
  if (boxOf(grey, LEAST_PEAK - 1) === null) return null;
  const centre = centreOfMass(grey, box);
  const offset = Math.max(Math.abs(centre.x - MNIST_CENTRE), Math.abs(centre.y - MNIST_CENTRE));
  return offset <= CENTRE_TOLERANCE ? { grey, box } : null;
}

/** The grey levels of a raster whose pixels are all opaque and colourless, otherwise null. */
function greyOnly({ width, height, channels, data }: Raster): GreyImage | null {
  const grey = new Float32Array(width * height);
  for (let i = 0, o = 0; i < grey.length; i++, o += channels) {
    if (channels > 1 && (data[o] !== data[o + 1] || data[o] !== data[o + 2])) return null;
    if (channels === 4 && data[o + 3] !== 255) return null;
    grey[i] = data[o]!;
  }
  return { width, height, data: grey };
}
