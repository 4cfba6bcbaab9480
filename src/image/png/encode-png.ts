import UPNG from 'upng-js';

/** Colours that UPNG.js may not reduce: 0 keeps the picture as it is. */
const LOSSLESS = 0;

/**
 * Encodes a picture as a PNG file, without loss.
 * @param rgba `width × height × 4` bytes, straight alpha
 */
export function encodePng(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): Uint8Array {
  return new Uint8Array(UPNG.encode([rgba.buffer], width, height, LOSSLESS));
}
