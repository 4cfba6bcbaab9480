/** Bytes that word-wise code may write beyond a scanline. */
const SPARE_BYTES = 4;

/** The bytes of a scanline, with spare bytes after them. */
export interface Scanline {
  readonly length: number;
  readonly bytes: Uint8Array;
  /** Of the same bytes. */
  readonly view: DataView;
}

/**
 * @param length bytes
 * @returns a scanline of zeros
 */
export function createScanline(length: number): Scanline {
  const bytes = new Uint8Array(length + SPARE_BYTES);
  return { length, bytes, view: new DataView(bytes.buffer) };
}
