/** What may be written beyond a scanline, by code that goes by whole words. */
const SPARE_BYTES = 4;

/** The bytes of a scanline, with room behind them. */
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
