/** One value per pixel, 0 (black) to 255 (white), row by row: the format between steps. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  /** `width × height` values from 0 to 255; fractions are kept. */
  readonly data: Float32Array;
}

/** A rectangle of whole pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
