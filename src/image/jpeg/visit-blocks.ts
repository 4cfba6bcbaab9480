import { ServiceError } from '../../errors';
import type { Steps } from '../../steps';
import { refuseCutShort } from '../refuse';
import type { BitReader } from './bit-reader';
import type { Frame } from './frame';
import { rejectJpeg } from './markers';
import type { ScanComponent, ScanHeader } from './scan-header';

/** Microseconds to decode a block of a photograph. */
const BLOCK_COST = 0.15;

/** A coding process for the blocks of a scan. */
export interface BlockDecoder {
  /** Decodes the block that comes next, the one in this row and column of the component's blocks. */
  decodeBlock(reader: BitReader, target: ScanComponent, row: number, column: number): void;
  /** Resets the state of a restart interval, T.81 F.2.1.3. */
  restart(): void;
}

/**
 * Visits the blocks of a scan in coding order: row by row if it holds one component
 * (T.81 A.2.2), otherwise MCU by MCU (A.2.3). Records in each component how many of its block rows are complete.
 *
 * @param reader at the start of the entropy-coded data
 * @param scan its header
 * @param frame header of the frame
 * @param restartInterval MCUs between restart markers, or 0
 * @param decoder what to do
 * @returns null at the end of the scan, or what ended it early: the data up to there stays decoded
 */
export function* visitBlocks(
  reader: BitReader,
  scan: ScanHeader,
  frame: Frame,
  restartInterval: number,
  decoder: BlockDecoder,
): Steps<ServiceError | null> {
  const [first] = scan.components;
  const isInterleaved = scan.components.length > 1;
  const mcusWide = isInterleaved
    ? Math.ceil(frame.width / (8 * frame.maxHorizontal))
    : first!.component.blocksWide;
  const mcusHigh = isInterleaved
    ? Math.ceil(frame.height / (8 * frame.maxVertical))
    : first!.component.blocksHigh;
  const restartAll = () => {
    for (const { component } of scan.components) component.dcPrediction = 0;
    decoder.restart();
  };

  const visitRow = (mcuRow: number) => {
    let mcu = mcuRow * mcusWide;
    for (let mcuColumn = 0; mcuColumn < mcusWide; mcuColumn++, mcu++) {
      if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
        reader.restart(mcu / restartInterval - 1);
        restartAll();
      }
      if (isInterleaved) visitMcu(reader, scan.components, mcuRow, mcuColumn, decoder);
      else {
        reader.prepare();
        decoder.decodeBlock(reader, first!, mcuRow, mcuColumn);
      }
      if (reader.exhausted) rejectEarlyEnd(reader, mcuRow, mcusHigh);
    }
  };
  const rowCost = mcusWide * blocksOf(scan) * BLOCK_COST;

  for (const { component } of scan.components) component.rowsRead = 0;
  try {
    restartAll();
    for (let mcuRow = 0; mcuRow < mcusHigh; mcuRow++) {
      visitRow(mcuRow);
      for (const { component } of scan.components) {
        const rows = (mcuRow + 1) * (isInterleaved ? component.frame.vertical : 1);
        component.rowsRead = Math.min(rows, component.blocksHigh);
      }
      yield rowCost;
      reader.reclaim();
    }
    return null;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

/** Blocks of an MCU. */
function blocksOf({ components }: ScanHeader): number {
  if (components.length === 1) return 1;
  return components.reduce((sum, { component: { frame } }) => sum + frame.horizontal * frame.vertical, 0);
}

function visitMcu(
  reader: BitReader,
  components: readonly ScanComponent[],
  mcuRow: number,
  mcuColumn: number,
  decoder: BlockDecoder,
): void {
  for (const target of components) {
    const { horizontal, vertical } = target.component.frame;
    for (let v = 0; v < vertical; v++) {
      for (let h = 0; h < horizontal; h++) {
        reader.prepare();
        decoder.decodeBlock(reader, target, mcuRow * vertical + v, mcuColumn * horizontal + h);
      }
    }
  }
}

function rejectEarlyEnd(reader: BitReader, row: number, rows: number): never {
  const reason = `the data ends in block row ${row + 1} of ${rows}`;
  if (reader.atEndOfFile) refuseCutShort('jpeg', reason, reader.position);
  return rejectJpeg(reason, reader.position);
}
