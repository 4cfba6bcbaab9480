/** How large a picture may be. Checked from the header, before anything is decoded. */
export interface ImageLimits {
  /** Most pixels of a PNG, width × height. */
  readonly maxPngPixels: number;
  /** Most pixels of a JPEG, width × height. */
  readonly maxJpegPixels: number;
  /** Longest side in pixels. */
  readonly maxSide: number;
}
