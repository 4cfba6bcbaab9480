import type { DigitSet } from '../../data/mnist';

/** Data of a thread that draws scenes. */
export interface EyeTask {
  readonly training: DigitSet;
  readonly seed: number;
  readonly batchSize: number;
  /** Folder of amounts from cheques that a share of the scenes shows; null to do without. */
  readonly amounts: string | null;
}
