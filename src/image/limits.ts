/** Size limits of a picture, checked from the header before anything is decoded. */
export interface ImageLimits {
  /** Most pixels of a PNG, width × height. */
  readonly maxPngPixels: number;
  /** Most bytes of uncompressed pixels of a PNG: the cost of decoding, however small the file. */
  readonly maxPngBytes: number;
  /** Most pixels of a JPEG, width × height. */
  readonly maxJpegPixels: number;
  /** Longest side in pixels. */
  readonly maxSide: number;
}
