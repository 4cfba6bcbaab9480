import type { Raster } from '../../../src/image/raster';

/** A picture and the digit that it shows. */
export interface LabelledPicture {
  readonly name: string;
  /** The part of the set that it belongs to: a folder, a kind of trouble. */
  readonly group: string;
  readonly label: number;
  readonly raster: Raster;
}

/** Pictures of digits that belong together. */
export interface PictureSet {
  readonly name: string;
  readonly count: number;
  /** Reads or renders them one at a time, because not all may fit into memory. */
  pictures(): Iterable<LabelledPicture>;
}
