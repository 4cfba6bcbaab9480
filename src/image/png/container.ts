import { ServiceError } from '../../errors';
import { runAtOnce, type Steps } from '../../steps';
import type { Orientation } from '../exif';
import { refuseCutShort, refuseUnsupported } from '../refuse';
import { type Chunk, crcFault, dataOf, isAncillary, readChunk, rejectPng } from './chunk';
import { ColourType, IHDR_LENGTH, type PngHeader, readHeader } from './header';
import { Metadata } from './metadata';

/** Everything in a PNG that affects its pixels, with the structure checked accordingly; image data still compressed. */
export interface PngContainer {
  readonly header: PngHeader;
  /** PLTE of a palette picture: three bytes a colour; null for other colour types. */
  readonly palette: Uint8Array | null;
  /** tRNS: alpha of each palette entry, or the one transparent colour; null if absent or meaningless. */
  readonly transparency: Uint8Array | null;
  /** How to turn the picture; null if unspecified. */
  readonly orientation: Orientation | null;
  /** Where the run of IDAT chunks starts: the offset of the first one's length field. */
  readonly imageDataStart: number;
  /** One past the last IDAT chunk, or the end of a file that is truncated there. */
  readonly imageDataEnd: number;
  /** Whether the file ends before IEND. */
  readonly cutShort: boolean;
}

/** Microseconds to look at a chunk, and for each byte of its CRC. */
const CHUNK_COST = 0.3;
const CRC_COST = 0.001;

const SIGNATURE_LENGTH = 8;
const MAX_COLOURS = 256;
const IEND_LENGTH = 12;
const LETTERS = /^[A-Za-z]{4}$/;

/**
 * Reads the structure of a PNG. Everything that determines pixels is checked: header, palette, image data, their order and CRCs. Everything
 * else is tolerated, as in browsers (`test/image/png/forgiving.test.ts` lists what Chromium shows):
 * ancillary chunks of any name, order, length or CRC, and anything present or missing after the image data.
 *
 * @param bytes a file that starts with the PNG signature
 * @returns the parts that matter to the pixels
 * @throws ServiceError `corrupt_png` or `unsupported_png`, with the offset
 */
export function readContainer(bytes: Uint8Array): PngContainer {
  return runAtOnce(readContainerInSteps(bytes));
}

/** The same in steps: a file may hold two million chunks. */
export function* readContainerInSteps(bytes: Uint8Array): Steps<PngContainer> {
  const first = wholeChunk(bytes, SIGNATURE_LENGTH);
  const header = readHeaderChunk(bytes, first);
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  const metadata = new Metadata();

  let chunk = wholeChunk(bytes, first.end);
  for (; chunk.type !== 'IDAT'; chunk = wholeChunk(bytes, chunk.end)) {
    yield costOf(chunk);
    if (isAncillary(chunk)) {
      if (chunk.type === 'tRNS') transparency ??= readTransparency(bytes, chunk, header, palette);
      else metadata.note(bytes, chunk);
      continue;
    }
    checkCritical(bytes, chunk);
    if (header.colourType !== ColourType.Palette) continue;
    if (palette !== null) rejectPng('a second PLTE', chunk.start);
    palette = readPalette(bytes, chunk);
  }
  if (header.colourType === ColourType.Palette && palette === null) {
    rejectPng('PLTE is missing', chunk.start);
  }

  const imageDataStart = chunk.start;
  const imageDataEnd = yield* endOfImageData(bytes, chunk);
  const cutShort = !(yield* reachesEnd(bytes, imageDataEnd, metadata));
  const orientation = metadata.readOrientation(bytes);
  return { header, palette, transparency, orientation, imageDataStart, imageDataEnd, cutShort };
}

function costOf({ length }: Chunk): number {
  return CHUNK_COST + length * CRC_COST;
}

/** A chunk before or among the image data: it must be complete, except that image data may be truncated. */
function wholeChunk(bytes: Uint8Array, at: number): Chunk {
  const chunk = readChunk(bytes, at);
  if (chunk === null) {
    return refuseCutShort('png', `it ends after ${bytes.length} bytes, before any image data`, at);
  }
  if (chunk.end > bytes.length && chunk.type !== 'IDAT') {
    refuseCutShort('png', `${nameOf(chunk)}: ${chunk.length} bytes run past the end of the file`, at);
  }
  return chunk;
}

function readHeaderChunk(bytes: Uint8Array, chunk: Chunk): PngHeader {
  if (chunk.type === 'CgBI') refuseCgbi(chunk.start);
  if (chunk.type !== 'IHDR') rejectPng(`the first chunk is ${nameOf(chunk)}, not IHDR`, chunk.start);
  if (chunk.length !== IHDR_LENGTH) {
    rejectPng(`IHDR: ${chunk.length} bytes instead of ${IHDR_LENGTH}`, chunk.start);
  }
  rejectWrongCrc(bytes, chunk);
  return readHeader(dataOf(bytes, chunk), chunk.data);
}

/** A critical chunk between header and image data: only PLTE exists. */
function checkCritical(bytes: Uint8Array, chunk: Chunk): void {
  const { type, start } = chunk;
  if (type === 'CgBI') refuseCgbi(start);
  if (type === 'IEND') rejectPng('no image data (IDAT) before IEND', start);
  if (type === 'IHDR') rejectPng('a second IHDR', start);
  if (!LETTERS.test(type)) rejectPng('a chunk type is not four letters', start + 4);
  if (type !== 'PLTE')
    refuseUnsupported('png', `PNG with the critical chunk ${type}, which is unknown`, start);
  rejectWrongCrc(bytes, chunk);
}

function readPalette(bytes: Uint8Array, chunk: Chunk): Uint8Array {
  const colours = Math.floor(chunk.length / 3);
  if (colours < 1 || colours > MAX_COLOURS) {
    rejectPng(`PLTE: ${chunk.length} bytes are not 1 to ${MAX_COLOURS} colours of 3 bytes`, chunk.start);
  }
  return dataOf(bytes, chunk).subarray(0, 3 * colours);
}

/** The contents of tRNS, or null if meaningless: libpng's rules, which browsers share. */
function readTransparency(
  bytes: Uint8Array,
  chunk: Chunk,
  { colourType }: PngHeader,
  palette: Uint8Array | null,
): Uint8Array | null {
  const least = { 0: 2, 2: 6, 3: 1, 4: null, 6: null }[colourType];
  if (least === null || chunk.length < least || crcFault(bytes, chunk) !== null) return null;
  if (colourType === ColourType.Palette && (palette === null || chunk.length > MAX_COLOURS)) return null;
  return dataOf(bytes, chunk);
}

/** Follows the run of IDAT chunks, checks the CRC of each complete one, and returns where the run ends. */
function* endOfImageData(bytes: Uint8Array, first: Chunk): Steps<number> {
  let chunk: Chunk | null = first;
  let end = first.start;
  for (; chunk?.type === 'IDAT'; chunk = readChunk(bytes, end)) {
    if (chunk.end > bytes.length) {
      // All pixels may be there, which is checked later; but in a file with an IEND, the length is wrong.
      if (endsWithIend(bytes)) {
        rejectPng(`IDAT: ${chunk.length} bytes run past the end of the file`, chunk.start);
      }
      return bytes.length;
    }
    rejectWrongCrc(bytes, chunk);
    end = chunk.end;
    yield costOf(chunk);
  }
  return end;
}

function endsWithIend(bytes: Uint8Array): boolean {
  return readChunk(bytes, bytes.length - IEND_LENGTH)?.type === 'IEND';
}

/** Reads the chunks after the image data as far as they are valid. Returns whether IEND was found. */
function* reachesEnd(bytes: Uint8Array, from: number, metadata: Metadata): Steps<boolean> {
  for (let chunk = readChunk(bytes, from); chunk !== null; chunk = readChunk(bytes, chunk.end)) {
    if (chunk.type === 'IEND') return true;
    if (chunk.end > bytes.length) return false;
    metadata.note(bytes, chunk);
    yield CHUNK_COST;
  }
  return false;
}

function rejectWrongCrc(bytes: Uint8Array, chunk: Chunk): void {
  const fault = crcFault(bytes, chunk);
  if (fault !== null) rejectPng(fault, chunk.start);
}

function nameOf({ type }: Chunk): string {
  return LETTERS.test(type) ? type : 'a chunk without a name';
}

function refuseCgbi(at: number): never {
  throw new ServiceError(
    'unsupported_png',
    "Cannot read PNG in Apple's own CgBI variant, as apps for iPhone and iPad contain it. Export the picture again as an " +
      'ordinary PNG or JPEG, or convert it with "pngcrush -revert-iphone-optimizations"',
    { offset: at },
  );
}
