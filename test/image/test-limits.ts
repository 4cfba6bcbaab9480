import type { ImageLimits } from '../../src/image/limits';

/** The service's own limits: 25 megapixels PNG, 50 JPEG, 32,768 a side. */
export const LIMITS: ImageLimits = { maxPngPixels: 25e6, maxJpegPixels: 50e6, maxSide: 32_768 };
