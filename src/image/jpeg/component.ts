import { type CoefficientStore, createStore } from './coefficient-store';
import { type CoefficientWeights, coefficientWeights, type Points } from './coefficient-weights';
import type { Frame, FrameComponent } from './frame';
import { rejectJpeg } from './markers';
import type { QuantizationTables } from './quantization';

/** Reduced samples of one component. Holds whole MCUs, so it may extend beyond the picture. */
export interface Plane {
  readonly data: Uint8ClampedArray;
  /** The same, four samples a word, lowest byte first. Not for planes of less than 8 points. */
  readonly words: Int32Array;
  /** Samples of a row. */
  readonly stride: number;
  readonly points: Points;
}

/** A component whose scans are being read. */
export interface Component {
  readonly frame: FrameComponent;
  /** Blocks that hold samples of the picture, T.81 A.2.2: what a scan of this component alone codes. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  /** Blocks with those that complete the last MCU of a row, T.81 A.2.4: what an interleaved scan codes. */
  readonly paddedBlocksWide: number;
  readonly paddedBlocksHigh: number;
  /** Destination of the samples, or null if the component is skipped. */
  readonly plane: Plane | null;
  /** Coefficients, if the frame is progressive and the component is needed. */
  readonly store: CoefficientStore | null;
  /** Set when the first scan of the component begins, because a table may be redefined later. */
  weights: CoefficientWeights | null;
  /** PRED, T.81 F.1.1.5.1 */
  dcPrediction: number;
  /** Block rows that the last scan of the component has coded. */
  rowsRead: number;
  /** Al of the last scan that codes the coefficient, in zigzag order; NOT_CODED before the first one. */
  readonly lowestBits: Uint8Array;
}

/** Above any Al, T.81 table B.3. */
const NOT_CODED = 255;

/**
 * Computes the layout of a component.
 *
 * @param frame header of the frame, its height known
 * @param component as the header declares it
 * @param points samples to keep on each side of a block, or null where the component is not needed
 */
export function createComponent(frame: Frame, component: FrameComponent, points: Points | null): Component {
  const { width, height, maxHorizontal, maxVertical } = frame;
  const mcusWide = Math.ceil(width / (8 * maxHorizontal));
  const mcusHigh = Math.ceil(height / (8 * maxVertical));
  const paddedBlocksWide = mcusWide * component.horizontal;
  const paddedBlocksHigh = mcusHigh * component.vertical;
  const blocks = paddedBlocksWide * paddedBlocksHigh;
  return {
    frame: component,
    blocksWide: Math.ceil(Math.ceil((width * component.horizontal) / maxHorizontal) / 8),
    blocksHigh: Math.ceil(Math.ceil((height * component.vertical) / maxVertical) / 8),
    paddedBlocksWide,
    paddedBlocksHigh,
    plane: points === null ? null : createPlane(paddedBlocksWide, paddedBlocksHigh, points),
    store: points === null || !frame.progressive ? null : createStore(blocks, points),
    weights: null,
    dcPrediction: 0,
    rowsRead: 0,
    lowestBits: new Uint8Array(64).fill(NOT_CODED),
  };
}

function createPlane(blocksWide: number, blocksHigh: number, points: Points): Plane {
  const stride = blocksWide * points;
  const data = new Uint8ClampedArray(stride * blocksHigh * points);
  // Fewer points may not fill whole words.
  const words = points === 8 ? new Int32Array(data.buffer) : new Int32Array(0);
  return { data, words, stride, points };
}

/**
 * @param component a needed component
 * @param tables quantization tables sent so far
 * @param offset of the scan, for messages
 * @returns the weights of the component, from the table in its slot at its first scan
 * @throws ServiceError `corrupt_jpeg` where there is no table
 */
export function latchWeights(
  component: Component,
  tables: QuantizationTables,
  offset: number,
): CoefficientWeights {
  if (component.weights) return component.weights;
  const slot = component.frame.quantizationTable;
  const table = tables[slot];
  if (!table) return rejectJpeg(`quantization table ${slot} is missing`, offset);
  component.weights = coefficientWeights(table, component.plane!.points);
  return component.weights;
}
