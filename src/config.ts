import type { ImageLimits } from './image/limits';

/** Everything the service can be told, in one place. */
export interface Config {
  /** Most bytes of a request body. */
  readonly maxBodyBytes: number;
  readonly image: ImageLimits;
}
