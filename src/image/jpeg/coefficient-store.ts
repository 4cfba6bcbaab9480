import type { CoefficientWeights, Points } from './coefficient-weights';

/**
 * State of a component's coefficients between the scans of a progressive frame. DC coefficients are kept as they
 * are, AC coefficients as sums in the slots of the reduced blocks; of the latter a refinement needs only to know which
 * are not zero, and their signs.
 */
export interface CoefficientStore {
  /** The DC coefficient of each block, before dequantization: 11 bits and a sign in a sound file. */
  readonly dc: Int16Array;
  /** points × points weighted sums of AC coefficients a block. */
  readonly sums: Float32Array;
  /** Four words a block: two of "not zero" and two of "negative", bit k & 31 of word k >> 5. */
  readonly history: Uint32Array;
}

/**
 * @param blocks of the component
 * @param points samples to keep on each side of a block; with 1, AC coefficients have no effect and are not stored
 * @returns an empty store
 */
export function createStore(blocks: number, points: Points): CoefficientStore {
  const blocksWithAc = points > 1 ? blocks : 0;
  return {
    dc: new Int16Array(blocks),
    sums: new Float32Array(blocksWithAc * points * points),
    history: new Uint32Array(blocksWithAc * 4),
  };
}

/**
 * Adds to an AC coefficient.
 *
 * @param store of the component
 * @param weights of the component
 * @param index of the block
 * @param k position in zigzag order
 * @param value to add, before dequantization
 */
export function addToSum(
  store: CoefficientStore,
  weights: CoefficientWeights,
  index: number,
  k: number,
  value: number,
): void {
  const at = index * weights.points * weights.points + weights.slot[k]!;
  store.sums[at] = store.sums[at]! + value * weights.weight[k]!;
}

/** Adds a coefficient that was zero so far, k at least 1, and remembers its sign. Parameters as `addToSum`. */
export function introduceCoefficient(
  store: CoefficientStore,
  weights: CoefficientWeights,
  index: number,
  k: number,
  value: number,
): void {
  addToSum(store, weights, index, k, value);
  const word = index * 4 + (k >> 5);
  const mask = 1 << (k & 31);
  store.history[word] = store.history[word]! | mask;
  if (value < 0) store.history[word + 2] = store.history[word + 2]! | mask;
}
