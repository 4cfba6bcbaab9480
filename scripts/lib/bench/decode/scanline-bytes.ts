import { readContainer } from '../../../../src/image/png/container';
import { bitsPerPixel } from '../../../../src/image/png/header';

/** As `decode-png.ts` asks for them. */
const BLOCK_BYTES = 64 * 1024;

/** How many bytes the image data of a PNG unfold into, and how many of them are asked for at a time. */
export interface ScanlineBytes {
  readonly total: number;
  readonly piece: number;
}

/**
 * @param png not interlaced
 * @param whole whether all are asked for at once, or as many scanlines as the decoder asks for
 */
export function scanlineBytes(png: Uint8Array, whole: boolean): ScanlineBytes {
  const { header } = readContainer(png);
  const stride = 1 + Math.ceil((header.width * bitsPerPixel(header)) / 8);
  const total = stride * header.height;
  return { total, piece: whole ? total : stride * Math.floor(BLOCK_BYTES / stride) };
}
