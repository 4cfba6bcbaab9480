/** Files that are not JavaScript become assets; what is imported is the name, relative to the script that imports it. */
declare module '*.wasm' {
  const name: string;
  export default name;
}

/** What the service worker keeps, set when the assets are built (`scripts/lib/assets/build-assets.ts`). */
declare const KEPT: {
  /** Changes with any of the files. */
  readonly version: string;
  /** Relative to the root of the service. */
  readonly files: readonly string[];
};
