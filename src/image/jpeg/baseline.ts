import { decodeAc, skipAc } from './block';
import { block } from './dct-block';
import { inverseDct } from './inverse-dct';
import type { BlockDecoder } from './visit-blocks';

/**
 * Sequential coding, T.81 annex F: every block is complete when it is read, so it is transformed at once. Components
 * that are not needed are skipped, and AC coefficients too if one sample represents the block.
 */
export const BASELINE_DECODER: BlockDecoder = {
  decodeBlock(reader, { component, dcTable, acTable }, row, column) {
    const difference = reader.readDifference(dcTable!);
    const { plane, weights } = component;
    if (plane === null || weights === null) {
      skipAc(reader, acTable!);
      return;
    }
    component.dcPrediction += difference;
    let coefficients = 1;
    if (plane.points === 1) skipAc(reader, acTable!);
    else coefficients = decodeAc(reader, acTable!, weights);
    block[0] = component.dcPrediction * weights.weight[0]!;
    inverseDct(plane, row, column, coefficients);
  },
  restart() {},
};
