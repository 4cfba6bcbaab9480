import type { BitReader } from './bit-reader';
import { addToSum, type CoefficientStore, introduceCoefficient } from './coefficient-store';
import type { CoefficientWeights } from './coefficient-weights';
import type { HuffmanTable } from './huffman';
import { rejectJpeg } from './markers';
import type { ScanHeader } from './scan-header';
import type { BlockDecoder } from './visit-blocks';

/**
 * A refinement scan of AC coefficients, T.81 G.1.2.3: those that are not zero get one more bit; between them, new ones
 * of size 1 may appear. About 3 ns a coefficient, zero or not.
 *
 * @param scan its header
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure over the state of a scan; no function in it exceeds 25 lines
export function acRefinement(scan: ScanHeader): BlockDecoder {
  const { spectralStart, spectralEnd } = scan;
  const unit = 2 ** scan.approximationLow;
  let endOfBandRun = 0;

  /** Corrects coefficients from k on, over `zeros` that stay zero; returns the position of the next zero, or the end. */
  function correct(
    reader: BitReader,
    store: CoefficientStore,
    weights: CoefficientWeights,
    index: number,
    from: number,
    zeros: number,
  ): number {
    let left = zeros;
    let k = from;
    for (; k <= spectralEnd; k++) {
      const word = index * 4 + (k >> 5);
      const mask = 1 << (k & 31);
      if ((store.history[word]! & mask) === 0) {
        if (left === 0) break;
        left--;
      } else if (reader.readBit() === 1) {
        const isNegative = (store.history[word + 2]! & mask) !== 0;
        addToSum(store, weights, index, k, isNegative ? -unit : unit);
      }
    }
    return k;
  }

  function decodeBand(
    reader: BitReader,
    acTable: HuffmanTable,
    store: CoefficientStore,
    weights: CoefficientWeights,
    index: number,
  ): void {
    let k = spectralStart;
    while (k <= spectralEnd) {
      const symbol = reader.readSymbol(acTable);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run < 15) {
        endOfBandRun = (1 << run) + reader.readBits(run) - 1;
        correct(reader, store, weights, index, k, 64);
        return;
      }
      if (size > 1) rejectJpeg(`a new coefficient of size ${size} in a refinement scan`, reader.position);
      // The sign comes before the correction bits of the coefficients that are passed over.
      const value = size === 0 ? 0 : reader.readBit() === 1 ? unit : -unit;
      k = correct(reader, store, weights, index, k, run);
      if (value !== 0 && k <= spectralEnd) introduceCoefficient(store, weights, index, k, value);
      k++;
    }
  }

  return {
    decodeBlock(reader, { component, acTable }, row, column) {
      const store = component.store!;
      const index = row * component.paddedBlocksWide + column;
      if (endOfBandRun > 0) {
        endOfBandRun--;
        const isEmpty = store.history[index * 4] === 0 && store.history[index * 4 + 1] === 0;
        if (!isEmpty) correct(reader, store, component.weights!, index, spectralStart, 64);
        return;
      }
      decodeBand(reader, acTable!, store, component.weights!, index);
    },
    restart() {
      endOfBandRun = 0;
    },
  };
}
