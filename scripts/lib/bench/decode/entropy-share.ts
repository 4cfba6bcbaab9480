import { coefficientWeights, type Points } from '../../../../src/image/jpeg/coefficient-weights';
import type { Plane } from '../../../../src/image/jpeg/component';
import { block } from '../../../../src/image/jpeg/dct-block';
import { inverseDct } from '../../../../src/image/jpeg/inverse-dct';
import { elapsed } from './compare';

/** Typical of a block of a photograph. */
const COEFFICIENTS = 18;

/**
 * The share of entropy decoding, by subtracting the inverse DCT: together they are nearly the whole cost of a block.
 *
 * @param milliseconds that the decoding took
 * @param blocks of brightness that were transformed
 * @param points samples kept on each side of a block
 * @returns a share from 0 to 1
 */
export function entropyShare(milliseconds: number, blocks: number, points: Points): number {
  const data = new Uint8ClampedArray(64);
  const plane: Plane = { data, words: new Int32Array(data.buffer), stride: points, points };
  const { slot, weight } = coefficientWeights(new Uint16Array(64).fill(4), points);
  const transformAll = () => {
    for (let i = 0; i < blocks; i++) {
      for (let k = 0; k < COEFFICIENTS; k++) block[slot[k]!] = weight[k]! * ((i + k) % 7);
      inverseDct(plane, 0, 0, COEFFICIENTS);
    }
  };
  const transforms = Math.min(...Array.from({ length: 20 }, () => elapsed(transformAll)));
  return Math.max(0, 1 - transforms / milliseconds);
}
