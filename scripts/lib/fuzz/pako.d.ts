// pako ships no types. This is the one function that mutate-png.ts uses.
declare module 'pako' {
  const pako: {
    /** @returns undefined if the data end early; @throws if they are damaged */
    inflate(data: Uint8Array): Uint8Array | undefined;
  };
  export default pako;
}
