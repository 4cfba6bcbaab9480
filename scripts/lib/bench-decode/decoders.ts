import jpeg from 'jpeg-js';
import UPNG from 'upng-js';
import { CONFIG } from '../../../src/config';
import { decodeImage } from '../../../src/image/decode';

/** The decoders that are compared: ours and what a Worker would use without it. */
export const DECODERS = {
  ours: (bytes: Uint8Array) => decodeImage(bytes, CONFIG.image),
  'jpeg-js': (bytes: Uint8Array) => jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 4096 }),
  'upng-js': (bytes: Uint8Array) => UPNG.toRGBA8(UPNG.decode(bytes.slice().buffer)),
} as const;

export type DecoderName = keyof typeof DECODERS;
