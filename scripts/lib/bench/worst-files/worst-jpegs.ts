const SOF0 = 0xc0;
const SOF2 = 0xc2;
const DHT = 0xc4;
const SOS = 0xda;
const DQT = 0xdb;

/** Bits 0 1 0 1 …: each code of the tables below that starts with 0 is one bit long, and its value bit is 1. */
const PATTERN = 0x55;

/** Code 0 of the Huffman tables. AC: high half the zeros before a coefficient, low half its size. */
const DC_ONE_STEP_UP = 0x01;
const AC_EVERY_COEFFICIENT = 0x01;
const AC_EVERY_THIRD = 0x21;
const AC_LONGEST_RUN_OF_BLOCKS = 0xe0;

/** Side of a square of nearly 50 megapixels, in whole blocks. */
const LARGEST_SIDE = 7064;
/** A strip of 2^20 pixels: the largest progressive picture that is kept at full size. */
const STRIP = { width: 632, height: 1656 };

/**
 * The largest baseline picture that is accepted: 4:4:4, no coefficient zero in brightness, every third in colour.
 * Brightness ends up white all over, so that it is read a second time for its colour. 21 MB.
 */
export function largestBaseline(): Uint8Array<ArrayBuffer> {
  const blocks = (LARGEST_SIDE / 8) ** 2;
  // A difference and its bit, then 63 coefficients or every third of them: 128 and 44 bits for each block.
  const codedBytes = (blocks * (128 + 2 * 44)) / 8;
  return joinJpeg([
    frame(SOF0, LARGEST_SIDE, LARGEST_SIDE, 3),
    huffmanTable(0x00, DC_ONE_STEP_UP),
    huffmanTable(0x10, AC_EVERY_COEFFICIENT),
    huffmanTable(0x11, AC_EVERY_THIRD),
    scan([0x00, 0x01, 0x01], 0, 63, 0x00, codedBytes),
  ]);
}

/**
 * The largest progressive picture: four components (CMYK), so that all of them are kept from scan to scan.
 *
 * @param refinements scans after the first; with more than two, the decoder refuses the number of blocks
 */
export function largestProgressive(refinements = 2): Uint8Array<ArrayBuffer> {
  const blocks = (LARGEST_SIDE / 8) ** 2;
  const components = [0, 0, 0, 0];
  const refinement = scan(components, 0, 0, 0x10, (4 * blocks) / 8);
  return joinJpeg([
    frame(SOF2, LARGEST_SIDE, LARGEST_SIDE, 4),
    huffmanTable(0x00, DC_ONE_STEP_UP),
    scan(components, 0, 0, 0x01, blocks),
    ...new Array(refinements).fill(refinement),
  ]);
}

/**
 * A progressive picture with all coefficients non-zero, each corrected in every scan: the most
 * work that a block can cause. The last bit of its DC coefficients is missing: otherwise decoding would end earlier.
 *
 * @param refinements scans after those that introduce the coefficients; with more than 96, the decoder refuses the number
 *   of coefficients
 */
export function mostRefined(refinements = 96): Uint8Array<ArrayBuffer> {
  const blocks = (STRIP.width / 8) * (STRIP.height / 8);
  const refinement = scan([0x00], 1, 63, 0x10, (blocks * 63) / 8 + 2);
  return joinJpeg([
    frame(SOF2, STRIP.width, STRIP.height, 1),
    huffmanTable(0x00, DC_ONE_STEP_UP),
    scan([0x00], 0, 0, 0x01, (blocks * 2) / 8),
    huffmanTable(0x10, AC_EVERY_COEFFICIENT),
    scan([0x00], 1, 63, 0x01, (blocks * 126) / 8),
    huffmanTable(0x10, AC_LONGEST_RUN_OF_BLOCKS),
    ...new Array(refinements).fill(refinement),
  ]);
}

/** Joins segments to a file: SOI, a quantization table of ones, the segments, EOI. */
function joinJpeg(segments: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const quantization = segment(DQT, [0, ...new Array(64).fill(1)]);
  return new Uint8Array(
    Buffer.concat([Uint8Array.of(0xff, 0xd8), quantization, ...segments, Uint8Array.of(0xff, 0xd9)]),
  );
}

function frame(marker: number, width: number, height: number, components: number): Uint8Array {
  const declared = Array.from({ length: components }, (_, i) => [i, 0x11, 0]).flat();
  return segment(marker, [8, ...uint16(height), ...uint16(width), components, ...declared]);
}

/** A table of one symbol, coded as 0. */
function huffmanTable(slot: number, symbol: number): Uint8Array {
  return segment(DHT, [slot, 1, ...new Array(15).fill(0), symbol]);
}

/** A scan whose data are the pattern; `tables` names those of each component, from the first. */
function scan(
  tables: readonly number[],
  from: number,
  to: number,
  approximation: number,
  codedBytes: number,
): Uint8Array {
  const selectors = tables.flatMap((slots, id) => [id, slots]);
  const header = segment(SOS, [tables.length, ...selectors, from, to, approximation]);
  return Buffer.concat([header, Buffer.alloc(Math.ceil(codedBytes), PATTERN)]);
}

function segment(marker: number, data: readonly number[]): Uint8Array {
  return Uint8Array.of(0xff, marker, ...uint16(data.length + 2), ...data);
}

function uint16(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}
