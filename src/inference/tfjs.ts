import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import createWasmModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js';
import * as tf from '@tensorflow/tfjs-core';

type EmscriptenModule = Awaited<ReturnType<typeof createWasmModule>>;

/** Emscripten's untyped helper that makes a JavaScript function of an exported C function. */
type Cwrap = (
  name: string,
  result: 'number' | null,
  parameters: 'number'[],
) => (...values: number[]) => number;

let backendReady: Promise<void> | null = null;

/**
 * Activates tfjs' WASM backend, once per process or isolate; later calls share the first call's work.
 *
 * Workers forbid compiling WASM from bytes, which is what tfjs' own loader does (tensorflow/tfjs#8157), so the
 * compiled module is passed in: from the bundler in a Worker, `WebAssembly.compile` in Node.
 *
 * @param wasmModule the compiled `tfjs-backend-wasm-simd.wasm`
 * @throws if the module cannot be instantiated; a later call retries
 */
export function setUpTfjs(wasmModule: WebAssembly.Module): Promise<void> {
  backendReady ??= registerWasmBackend(wasmModule).catch((error) => {
    backendReady = null;
    throw error;
  });
  return backendReady;
}

async function registerWasmBackend(wasmModule: WebAssembly.Module): Promise<void> {
  const emscripten = await instantiate(wasmModule);
  attachBridge(emscripten);
  // Kernels are registered under the name 'wasm', so our backend has to take it from the package's own loader.
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => new BackendWasm(emscripten));
  await tf.setBackend('wasm');
}

/** The plain glue serves the SIMD binary too; the `-simd` glue looks for a file name and fails. */
function instantiate(wasmModule: WebAssembly.Module): Promise<EmscriptenModule> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ) => {
      WebAssembly.instantiate(wasmModule, imports).then(done, reject);
      return {};
    };
    createWasmModule({ instantiateWasm }).then(resolve, reject);
  });
}

/** The functions that the package's `init()` attaches (tfjs-backend-wasm/src/backend_wasm.ts). */
function attachBridge(emscripten: EmscriptenModule): void {
  const cwrap = (emscripten as unknown as { cwrap: Cwrap }).cwrap;
  emscripten.tfjs = {
    init: cwrap('init', null, []),
    initWithThreadsCount: cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: cwrap('get_threads_count', 'number', []),
    registerTensor: cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: cwrap('dispose_data', null, ['number']),
    dispose: cwrap('dispose', null, []),
  };
}
