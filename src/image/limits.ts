/** How large a picture may be. Checked from the header, before anything is decoded. */
export interface ImageLimits {
  /** Most pixels of a PNG, width × height. */
  readonly maxPngPixels: number;
  /** Most bytes that the pixels of a PNG unfold into: what decoding costs, however small the file is. */
  readonly maxPngBytes: number;
  /** Most pixels of a JPEG, width × height. */
  readonly maxJpegPixels: number;
  /** Longest side in pixels. */
  readonly maxSide: number;
}
