import path from 'node:path';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';
import jpeg from 'jpeg-js';
import UPNG from 'upng-js';
import { CONFIG } from '../../../../src/config';
import { ROOT } from '../../serve/production-bundle';
import { scanlineBytes } from './scanline-bytes';

const { decodeImage } = requireBundled<typeof import('../../../../src/image/decode')>('src/image/decode.ts');
const { ourInflate } = requireBundled<typeof import('./our-inflate')>(
  'scripts/lib/bench/decode/our-inflate.ts',
);
const { fflateInflate } = requireBundled<typeof import('./fflate-inflate')>(
  'scripts/lib/bench/decode/fflate-inflate.ts',
);

/** The decoders that are compared: ours, in one script, and what a Worker would use without it. Then the inflaters. */
export const DECODERS = {
  ours: (bytes: Uint8Array) => decodeImage(bytes, CONFIG.image),
  'jpeg-js': (bytes: Uint8Array) => jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 4096 }),
  'upng-js': (bytes: Uint8Array) => UPNG.toRGBA8(UPNG.decode(bytes.slice().buffer)),
  'inflate, whole': (png: Uint8Array) => ourInflate(png, scanlineBytes(png, true)),
  'inflate, in pieces': (png: Uint8Array) => ourInflate(png, scanlineBytes(png, false)),
  'fflate, whole': (png: Uint8Array) => fflateInflate(png, scanlineBytes(png, true)),
  'fflate, in pieces': (png: Uint8Array) => fflateInflate(png, scanlineBytes(png, false)),
} as const;

export type DecoderName = keyof typeof DECODERS;

/**
 * Loads a decoder as one script, as near as Node comes to what a Worker makes of it: the runtime's engine takes
 * variables that never change for constants, Node 20's only within a function, not from module to module.
 */
function requireBundled<Module>(entry: string): Module {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(ROOT, entry)],
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    write: false,
  });
  const module = { exports: {} };
  compileFunction(outputFiles[0]!.text, ['module'])(module);
  return module.exports as Module;
}
