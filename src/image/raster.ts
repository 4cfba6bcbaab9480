import type { ImageFormat } from '../domain';
/** Pixels as a decoder returns them: upright (EXIF orientation applied), interleaved, 8 bits a channel. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 = grey, 3 = RGB, 4 = RGBA (straight alpha). */
  readonly channels: 1 | 3 | 4;
  /** `width × height × channels` bytes, row by row. */
  readonly data: Uint8Array;
}

/** A decoded picture and facts about its source. */
export interface DecodedImage {
  readonly format: ImageFormat;
  /** Size of the source in pixels, upright; the raster may be a reduced copy. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly raster: Raster;
}
