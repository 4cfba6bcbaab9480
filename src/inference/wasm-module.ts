/** tfjs' SIMD binary as the bundler compiles it; only a Worker can import this file. */
export { default as wasmModule } from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm';
