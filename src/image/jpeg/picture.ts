import type { ServiceError } from '../../errors';
import type { Steps } from '../../steps';
import type { Raster } from '../raster';
import { refuseCutShort, refuseUnsupported } from '../refuse';
import { assemble } from './assemble';
import { BASELINE_DECODER } from './baseline';
import { BitReader } from './bit-reader';
import type { Points } from './coefficient-weights';
import { type ColourModel, neededComponents } from './colour-model';
import { type Component, createComponent, latchWeights } from './component';
import { block } from './dct-block';
import type { Frame } from './frame';
import { rejectJpeg, type Segment } from './markers';
import { createProgressiveDecoder, matters, transformStore } from './progressive';
import { readScanHeader, type ScanHeader } from './scan-header';
import type { DecoderTables } from './tables';
import { visitBlocks } from './visit-blocks';

// A file cut short is shown when this share of its rows is there: the digit is then most likely whole. A choice,
// not a measurement: what falls short is refused, not misread.
const ENOUGH_ROWS = 0.9;

// Scans of hardly any bytes could keep the decoder busy for seconds. The largest picture needs two passes over the blocks of four
// components, 6 million; if AC coefficients are kept, encoders pass over those of 2^18 blocks about four times.
const MAX_BLOCK_VISITS = 10_000_000;
const MAX_COEFFICIENT_VISITS = 100_000_000;

/** A frame whose scans are being read: planes, state kept between scans, and errors. */
export class Picture {
  private readonly frame: Frame;
  readonly model: ColourModel;
  private readonly components: readonly Component[];
  private readonly needed: readonly Component[];
  private fault: ServiceError | null = null;
  private blockVisits = 0;
  private coefficientVisits = 0;

  /**
   * @param frame its header, height known
   * @param model what its components mean
   * @param points samples to keep of each block's side
   * @param colour whether to decode colour even if brightness would suffice
   */
  constructor(frame: Frame, model: ColourModel, points: Points, colour: boolean) {
    const needed = neededComponents(model, colour);
    this.frame = frame;
    this.model = model;
    this.components = frame.components.map((component, i) => {
      return createComponent(frame, component, i < needed ? points : null);
    });
    this.needed = this.components.slice(0, needed);
  }

  /**
   * Decodes a scan, or skips it if it cannot change a sample. Damage ends the scan and is remembered.
   *
   * @param bytes the file
   * @param segment the SOS segment
   * @param tables sent so far
   * @returns where to look for the next marker
   * @throws ServiceError `corrupt_jpeg` where the header is illegal or a table is missing; `unsupported_jpeg` where
   *   there are more scans than a picture of this size can need
   */
  *decodeScan(bytes: Uint8Array, segment: Segment, tables: DecoderTables): Steps<number> {
    const scan = readScanHeader(bytes, segment, this.components, tables.huffman, this.frame.progressive);
    noteBits(scan);
    if (!matters(scan)) return scan.dataStart;
    this.countVisits(scan, segment.start);
    for (const { component } of scan.components) {
      if (component.plane) latchWeights(component, tables.quantization, segment.start);
    }
    const reader = new BitReader(bytes, scan.dataStart);
    const decoder = this.frame.progressive ? createProgressiveDecoder(scan) : BASELINE_DECODER;
    const fault = yield* visitBlocks(reader, scan, this.frame, tables.restartInterval, decoder);
    // Damage may have left a block incomplete.
    if (fault !== null) block.fill(0);
    this.fault ??= fault;
    return reader.position;
  }

  private countVisits({ components, spectralStart, spectralEnd }: ScanHeader, offset: number): void {
    const blocks = components.reduce(
      (sum, { component }) => sum + component.paddedBlocksWide * component.paddedBlocksHigh,
      0,
    );
    this.blockVisits += blocks;
    if (this.blockVisits > MAX_BLOCK_VISITS) rejectVisits(MAX_BLOCK_VISITS, 'blocks', offset);
    if (spectralStart === 0) return;
    this.coefficientVisits += blocks * (spectralEnd - spectralStart + 1);
    if (this.coefficientVisits > MAX_COEFFICIENT_VISITS)
      rejectVisits(MAX_COEFFICIENT_VISITS, 'coefficients', offset);
  }

  /** Whether no later scan can change a sample. */
  get complete(): boolean {
    // After damage to a progressive picture, refinements would refine the wrong coefficients.
    if (this.frame.progressive) return this.fault !== null || this.needed.every(hasAllBits);
    return this.needed.every(({ rowsRead, blocksHigh }) => rowsRead === blocksHigh);
  }

  /**
   * @param hasEnd whether the file goes on to its end marker
   * @returns the picture; rows that are missing repeat the last one, or lack detail where the frame is progressive
   * @throws ServiceError `corrupt_jpeg` where too many are, or scans are missing that were to refine it
   */
  *finish(hasEnd: boolean): Steps<Raster> {
    for (const component of this.needed) {
      const { rowsRead, blocksHigh, store } = component;
      if (rowsRead < blocksHigh * ENOUGH_ROWS) {
        this.reject(`${blocksHigh - rowsRead} of ${blocksHigh} block rows are missing`, hasEnd);
      }
      if (store === null) {
        repeatLastRow(component);
        continue;
      }
      // Encoders may omit scans; the file then ends with EOI.
      if (!hasEnd && !hasAllBits(component)) this.reject('scans are missing', hasEnd);
      yield* transformStore(component);
    }
    return yield* assemble(this.frame, this.model, this.needed);
  }

  private reject(reason: string, hasEnd: boolean): never {
    if (this.fault) throw this.fault;
    if (!hasEnd) refuseCutShort('jpeg', reason, null);
    return rejectJpeg(reason, 0);
  }
}

/** Records which bits of its coefficients a scan contains. */
function noteBits({ components, spectralStart, spectralEnd, approximationLow }: ScanHeader): void {
  for (const { component } of components) {
    component.lowestBits.fill(approximationLow, spectralStart, spectralEnd + 1);
  }
}

/** Whether scans have coded all coefficients of a component down to the last bit. */
function hasAllBits({ lowestBits }: Component): boolean {
  return lowestBits.every((bit) => bit === 0);
}

function repeatLastRow({ plane, rowsRead, blocksHigh }: Component): void {
  const { data, stride, points } = plane!;
  const missingFrom = rowsRead * points * stride;
  for (let row = missingFrom; row < blocksHigh * points * stride; row += stride) {
    data.copyWithin(row, missingFrom - stride, missingFrom);
  }
}

function rejectVisits(limit: number, what: string, offset: number): never {
  refuseUnsupported('jpeg', `JPEG whose scans visit more than ${limit} ${what}`, offset);
}
