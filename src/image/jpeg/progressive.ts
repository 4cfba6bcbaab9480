import type { Steps } from '../../steps';
import { freeMemory } from '../free-memory';
import { acRefinement } from './ac-refinement';
import { introduceCoefficient } from './coefficient-store';
import type { Component } from './component';
import { block } from './dct-block';
import { inverseDct } from './inverse-dct';
import { rejectJpeg } from './markers';
import type { ScanHeader } from './scan-header';
import type { BlockDecoder } from './visit-blocks';

/** Microseconds to transform a block at full size. */
const BLOCK_COST = 0.2;

/** The number of coefficients of a block is not kept between scans. */
const ALL_COEFFICIENTS = 64;

/**
 * @param scan header of a scan
 * @returns whether it can change a sample: it codes a needed component, and not only AC where one sample stands for
 *   the block
 */
export function matters(scan: ScanHeader): boolean {
  return scan.components.some(({ component: { plane } }) => {
    return plane !== null && (scan.spectralStart === 0 || plane.points > 1);
  });
}

/**
 * Progressive coding, T.81 annex G: the decoder for one scan.
 *
 * @param scan its header
 */
export function createProgressiveDecoder(scan: ScanHeader): BlockDecoder {
  const isFirst = scan.approximationHigh === 0;
  if (scan.spectralStart === 0) return isFirst ? dcFirst(scan) : dcRefinement(scan);
  return isFirst ? acFirst(scan) : acRefinement(scan);
}

/**
 * Transforms all blocks of a component after its last scan; its coefficients are freed.
 *
 * @param component a needed component
 */
export function* transformStore(component: Component): Steps<void> {
  const { paddedBlocksWide, paddedBlocksHigh } = component;
  const plane = component.plane!;
  const { dc, sums, history } = component.store!;
  const dcWeight = component.weights?.weight[0] ?? 0;
  const size = sums.length / dc.length;
  for (let row = 0, index = 0; row < paddedBlocksHigh; row++) {
    for (let column = 0; column < paddedBlocksWide; column++, index++) {
      for (let i = 0; i < size; i++) block[i] = sums[index * size + i]!;
      block[0] = block[0]! + dc[index]! * dcWeight;
      inverseDct(plane, row, column, ALL_COEFFICIENTS);
    }
    yield paddedBlocksWide * BLOCK_COST;
  }
  for (const values of [dc, sums, history]) freeMemory(values);
}

/** Adds to the DC coefficient of a block, if the component is needed. */
function addToDc({ store, paddedBlocksWide }: Component, row: number, column: number, value: number): void {
  if (store === null) return;
  const index = row * paddedBlocksWide + column;
  store.dc[index] = store.dc[index]! + value;
}

/** G.1.2.1, first scan. */
function dcFirst(scan: ScanHeader): BlockDecoder {
  return {
    decodeBlock(reader, { component, dcTable }, row, column) {
      component.dcPrediction += reader.readDifference(dcTable!);
      addToDc(component, row, column, component.dcPrediction * 2 ** scan.approximationLow);
    },
    restart() {},
  };
}

/** G.1.2.1, refinement: one bit of two's complement a block. */
function dcRefinement(scan: ScanHeader): BlockDecoder {
  return {
    decodeBlock(reader, { component }, row, column) {
      if (reader.readBit() === 1) addToDc(component, row, column, 2 ** scan.approximationLow);
    },
    restart() {},
  };
}

/** G.1.2.2: like sequential AC coding, with runs of blocks that are at their end (EOBRUN). */
function acFirst(scan: ScanHeader): BlockDecoder {
  const { spectralStart, spectralEnd } = scan;
  const unit = 2 ** scan.approximationLow;
  let endOfBandRun = 0;
  return {
    decodeBlock(reader, { component, acTable }, row, column) {
      if (endOfBandRun > 0) {
        endOfBandRun--;
        return;
      }
      const store = component.store!;
      const index = row * component.paddedBlocksWide + column;
      for (let k = spectralStart; k <= spectralEnd; k++) {
        const symbol = reader.readSymbol(acTable!);
        const run = symbol >> 4;
        const size = symbol & 15;
        if (size === 0 && run < 15) {
          endOfBandRun = (1 << run) + reader.readBits(run) - 1;
          return;
        }
        k += run;
        if (k > spectralEnd) rejectJpeg('a run goes past the end of its band', reader.position);
        if (size === 0) continue;
        const value = reader.receiveExtend(size);
        introduceCoefficient(store, component.weights!, index, k, value * unit);
      }
    },
    restart() {
      endOfBandRun = 0;
    },
  };
}
