import type { DigitSet } from '../../data/mnist';

/** Data of a thread that draws scenes. */
export interface EyeTask {
  readonly training: DigitSet;
  readonly seed: number;
  readonly batchSize: number;
}
