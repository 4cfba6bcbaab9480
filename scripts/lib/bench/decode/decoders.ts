import path from 'node:path';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';
import jpeg from 'jpeg-js';
import UPNG from 'upng-js';
import { CONFIG } from '../../../../src/config';
import { ROOT } from '../../serve/production-bundle';

const { decodeImage } = requireBundled('src/image/decode.ts');

/** The decoders that are compared: ours, in one script, and what a Worker would use without it. */
export const DECODERS = {
  ours: (bytes: Uint8Array) => decodeImage(bytes, CONFIG.image),
  'jpeg-js': (bytes: Uint8Array) => jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 4096 }),
  'upng-js': (bytes: Uint8Array) => UPNG.toRGBA8(UPNG.decode(bytes.slice().buffer)),
} as const;

export type DecoderName = keyof typeof DECODERS;

/**
 * Loads the decoder as one script, as near as Node comes to what a Worker makes of it: the runtime's engine takes
 * variables that never change for constants, Node 20's only within a function, not from module to module.
 */
function requireBundled(entry: string): typeof import('../../../../src/image/decode') {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(ROOT, entry)],
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    write: false,
  });
  const module = { exports: {} };
  compileFunction(outputFiles[0]!.text, ['module'])(module);
  return module.exports as typeof import('../../../../src/image/decode');
}
