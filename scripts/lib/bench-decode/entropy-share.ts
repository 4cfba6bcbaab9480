import { coefficientWeights, type Points } from '../../../src/image/jpeg/coefficient-weights';
import { inverseDct } from '../../../src/image/jpeg/inverse-dct';
import { elapsed } from './compare';

/**
 * How much of a decoding is entropy decoding, by taking the inverse DCT off: the two are all that a block costs.
 *
 * @param milliseconds that the decoding took
 * @param blocks of brightness that were transformed
 * @param points samples kept on each side of a block
 * @returns a share from 0 to 1
 */
export function entropyShare(milliseconds: number, blocks: number, points: Points): number {
  const plane = new Uint8ClampedArray(64);
  const coefficients = new Float64Array(64);
  const { slot, weight } = coefficientWeights(new Uint16Array(64).fill(4), points);
  const transformAll = () => {
    for (let i = 0; i < blocks; i++) {
      for (let k = 0; k < 12; k++) coefficients[slot[k]!] = weight[k]! * ((i + k) % 7);
      inverseDct(points, coefficients, 0, plane, 0, 8);
    }
  };
  const transforms = Math.min(...Array.from({ length: 20 }, () => elapsed(transformAll)));
  return Math.max(0, 1 - transforms / milliseconds);
}
