import { runAtOnce, type Steps } from '../steps';
import { decodeJpegInSteps } from './jpeg/decode-jpeg';
import type { ImageLimits } from './limits';
import { decodePngInSteps } from './png/decode-png';
import type { DecodedImage } from './raster';
import { sniffFormat } from './sniff';

// Shorter side, in pixels, that is left when a large picture is reduced: 16 times the 20-pixel box of a digit. Of 1,000
// MNIST digits on rendered paper of 0.6 to 10 megapixels, all were read as after full decoding (`npm run same-digit`).
const DEFAULT_MIN_SIDE = 320;

/**
 * Decodes a picture of any supported format, detected from its bytes. Nothing is decoded before its structure and
 * its size have been checked. About 0.05 ms for a 28×28 PNG.
 *
 * @param bytes the whole file
 * @param limits how large the picture may be
 * @param minSide pixels that the shorter side keeps if a large picture is reduced while decoding
 * @returns the upright picture, possibly reduced
 * @throws ServiceError `unsupported_format`, `unsupported_png`, `unsupported_jpeg`, `corrupt_png`, `corrupt_jpeg`,
 *   `too_many_pixels`, `side_too_long` or `too_many_bytes`
 */
export function decodeImage(
  bytes: Uint8Array,
  limits: ImageLimits,
  minSide: number = DEFAULT_MIN_SIDE,
): DecodedImage {
  return runAtOnce(decodeImageInSteps(bytes, limits, minSide));
}

/** The same in steps. Pictures may be decoded in turns. */
export function decodeImageInSteps(
  bytes: Uint8Array,
  limits: ImageLimits,
  minSide: number = DEFAULT_MIN_SIDE,
): Steps<DecodedImage> {
  switch (sniffFormat(bytes)) {
    case 'png':
      return decodePngInSteps(bytes, limits, minSide);
    case 'jpeg':
      return decodeJpegInSteps(bytes, limits, minSide);
  }
}
