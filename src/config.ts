import type { ImageLimits } from './image/limits';

/** Everything the service can be told, in one place; it travels as an argument. */
export interface Config {
  /** Most bytes of a request body. */
  readonly maxBodyBytes: number;
  /** The largest picture that is decoded. */
  readonly image: ImageLimits;
  /** The model that answers when the client names none. */
  readonly defaultModel: string;
}

const MEGABYTE = 1_000_000;
const MEGAPIXEL = 1_000_000;

export const CONFIG: Config = {
  maxBodyBytes: 10 * MEGABYTE,
  image: { maxPngPixels: 4 * MEGAPIXEL, maxJpegPixels: 4 * MEGAPIXEL, maxSide: 32_768 },
  defaultModel: 'v1.0',
};
