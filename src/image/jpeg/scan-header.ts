import type { Component } from './component';
import { buildHuffmanTable, type HuffmanSpec, type HuffmanSpecs, type HuffmanTable } from './huffman';
import { rejectJpeg, type Segment } from './markers';

/** A component and the tables that a scan codes it with. */
export interface ScanComponent {
  readonly component: Component;
  /** Null if the scan codes no DC differences, or no AC coefficients. */
  readonly dcTable: HuffmanTable | null;
  readonly acTable: HuffmanTable | null;
}

/** A scan header (SOS), T.81 B.2.3. */
export interface ScanHeader {
  readonly components: readonly ScanComponent[];
  /** Ss and Se: first and last coefficient, in zigzag order. */
  readonly spectralStart: number;
  readonly spectralEnd: number;
  /** Ah and Al: bit positions of the scan before, 0 for a first one, and of this scan. */
  readonly approximationHigh: number;
  readonly approximationLow: number;
  /** First byte of the entropy-coded data. */
  readonly dataStart: number;
}

const MAX_BLOCKS_IN_MCU = 10; // T.81 B.2.3
const MAX_APPROXIMATION = 13; // T.81 table B.3

/**
 * Reads a scan header, T.81 B.2.3, and prepares the Huffman tables that the scan uses.
 *
 * @param bytes the file
 * @param segment the SOS segment
 * @param components of the frame
 * @param specs Huffman tables sent so far
 * @param progressive whether the frame is
 * @throws ServiceError `corrupt_jpeg`
 */
export function readScanHeader(
  bytes: Uint8Array,
  segment: Segment,
  components: readonly Component[],
  specs: HuffmanSpecs,
  progressive: boolean,
): ScanHeader {
  const { start, dataStart: at, dataEnd } = segment;
  const count = bytes[at] ?? 0;
  if (count < 1 || count > 4 || dataEnd - at !== 4 + 2 * count)
    rejectJpeg('the scan header is malformed', start);

  const parameters = at + 1 + 2 * count;
  const approximation = bytes[parameters + 2]!;
  const coding = progressive
    ? {
        spectralStart: bytes[parameters]!,
        spectralEnd: bytes[parameters + 1]!,
        approximationHigh: approximation >> 4,
        approximationLow: approximation & 15,
      }
    : { spectralStart: 0, spectralEnd: 63, approximationHigh: 0, approximationLow: 0 };
  if (progressive) checkProgression(coding, count, start);

  const needsDc = coding.spectralStart === 0 && coding.approximationHigh === 0;
  const needsAc = coding.spectralEnd > 0;
  const selected: ScanComponent[] = [];
  for (let i = 0; i < count; i++) {
    const id = bytes[at + 1 + 2 * i]!;
    const slots = bytes[at + 2 + 2 * i]!;
    const component = components.find((candidate) => candidate.frame.id === id);
    if (!component) return rejectJpeg(`the scan codes component ${id}, which the frame does not have`, start);
    selected.push({
      component,
      dcTable: needsDc ? tableAt(specs.dc, slots >> 4, 'DC', start) : null,
      acTable: needsAc ? tableAt(specs.ac, slots & 15, 'AC', start) : null,
    });
  }
  checkInterleaving(selected, start);
  return { components: selected, ...coding, dataStart: dataEnd };
}

type Coding = Pick<ScanHeader, 'spectralStart' | 'spectralEnd' | 'approximationHigh' | 'approximationLow'>;

/** T.81 G.1.1.1: DC and AC are coded apart, AC one component at a time, and each refinement adds one bit. */
function checkProgression(coding: Coding, count: number, offset: number): void {
  const { spectralStart, spectralEnd, approximationHigh, approximationLow } = coding;
  const bandIsLegal =
    spectralStart === 0 ? spectralEnd === 0 : spectralEnd >= spectralStart && spectralEnd < 64 && count === 1;
  if (!bandIsLegal) {
    rejectJpeg(`a scan codes coefficients ${spectralStart} to ${spectralEnd} of ${count} components`, offset);
  }
  const isRefinement = approximationHigh > 0;
  if (approximationLow > MAX_APPROXIMATION || (isRefinement && approximationHigh !== approximationLow + 1)) {
    rejectJpeg(`a scan refines bit ${approximationHigh} to ${approximationLow}`, offset);
  }
}

function checkInterleaving(selected: readonly ScanComponent[], offset: number): void {
  let blocks = 0;
  for (const [i, { component }] of selected.entries()) {
    blocks += component.frame.horizontal * component.frame.vertical;
    for (let j = 0; j < i; j++) {
      if (selected[j]!.component === component) rejectJpeg('a scan codes a component twice', offset);
    }
  }
  if (selected.length > 1 && blocks > MAX_BLOCKS_IN_MCU) {
    rejectJpeg(`an MCU has ${blocks} blocks, more than ${MAX_BLOCKS_IN_MCU}`, offset);
  }
}

function tableAt(
  specs: readonly (HuffmanSpec | null)[],
  slot: number,
  kind: 'DC' | 'AC',
  offset: number,
): HuffmanTable {
  const spec = specs[slot];
  if (!spec) return rejectJpeg(`${kind} Huffman table ${slot} is missing`, offset);
  if (kind === 'DC' && spec.symbols.some((size) => size > 15)) {
    rejectJpeg('a DC Huffman table has a size above 15', spec.offset);
  }
  return buildHuffmanTable(spec);
}
