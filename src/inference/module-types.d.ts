/** What the bundler provides for files that are not JavaScript (the rules in wrangler.toml). */
declare module '*.wasm' {
  const wasmModule: WebAssembly.Module;
  export default wasmModule;
}

declare module '*.bin' {
  const bytes: ArrayBuffer;
  export default bytes;
}
