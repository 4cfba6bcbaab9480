import { decodeAc, skipAc } from './block';
import { inverseDct } from './inverse-dct';
import type { BlockDecoder } from './visit-blocks';

/**
 * Sequential coding, T.81 annex F: every block is complete when it is read, so it is transformed at once. Components
 * that are not needed, and AC coefficients where one sample stands for the block, are read past.
 *
 * @returns the decoder for the scans of a sequential frame
 */
export function createBaselineDecoder(): BlockDecoder {
  const block = new Float64Array(64);
  return {
    decodeBlock(reader, { component, dcTable, acTable }, index) {
      const difference = reader.receiveExtend(reader.readSymbol(dcTable!));
      const { plane, weights } = component;
      if (plane === null || weights === null) {
        skipAc(reader, acTable!);
        return;
      }
      component.dcPrediction += difference;
      block[0] = component.dcPrediction * weights.weight[0]!;
      const { points } = weights;
      if (points === 1) skipAc(reader, acTable!);
      else decodeAc(reader, acTable!, weights, block);

      const blocksWide = component.paddedBlocksWide;
      const row = Math.floor(index / blocksWide);
      const column = index - row * blocksWide;
      const to = row * points * plane.stride + column * points;
      inverseDct(points, block, 0, plane.data, to, plane.stride);
      if (points > 1) block.fill(0, 0, points * points);
    },
    restart() {},
  };
}
