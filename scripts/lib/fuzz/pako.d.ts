// pako ships no types. This is the one function that mutate-png.ts uses.
declare module 'pako' {
  const pako: {
    /** @returns undefined where the data ends early; @throws where it is damaged */
    inflate(data: Uint8Array): Uint8Array | undefined;
  };
  export default pako;
}
