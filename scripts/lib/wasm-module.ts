import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/**
 * Compiles the WASM binary that the Worker gets from its bundler, so that scripts run the same kernels.
 *
 * @returns the module for `setUpTfjs`
 */
export async function loadWasmModule(): Promise<WebAssembly.Module> {
  const path = createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm',
  );
  return WebAssembly.compile(await readFile(path));
}
