import UPNG from 'upng-js';

/** Number of colours for UPNG.js; 0 is lossless. */
const LOSSLESS = 0;

/**
 * Encodes a picture as a PNG file, without loss.
 * @param rgba `width × height × 4` bytes, straight alpha
 */
export function encodePng(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): Uint8Array {
  return new Uint8Array(UPNG.encode([rgba.buffer], width, height, LOSSLESS));
}
