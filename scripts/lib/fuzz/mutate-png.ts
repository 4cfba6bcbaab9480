import { deflateSync } from 'node:zlib';
import pako from 'pako';
import { crc32 } from '../../../src/crc32';
import type { Random } from '../random';
import { anyByte, BYTE_MUTATIONS, below, join, pick } from './mutations';

interface Chunk {
  type: string;
  data: Uint8Array;
  /** Deviation of the length field from the true length, and of the CRC. */
  lengthError: number;
  crcError: number;
}

const SIGNATURE_LENGTH = 8;
const TYPES = [
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'tEXt',
  'eXIf',
  'zTXt',
  'acTL',
  'fdAT',
  'CgBI',
  'abcd',
  '\0\0\0\0',
];
const BOMB_BYTES = 200_000;

/**
 * Damages a PNG with knowledge of the format: chunks are changed, moved, doubled and mislabelled, the image
 * data is changed before compression, and checksums are updated, so that the damage gets past the first checks.
 *
 * @param bytes a valid PNG
 * @param random decides all of it
 * @returns the broken file
 */
export function mutatePng(bytes: Uint8Array, random: Random): Uint8Array {
  if (random() < 0.15) return pick(random, BYTE_MUTATIONS)(bytes, random);
  const chunks = readChunks(bytes);
  for (let left = 1 + below(random, 3); left > 0; left--) mutateChunks(chunks, random);
  const file = join(bytes.subarray(0, SIGNATURE_LENGTH), ...chunks.map(writeChunk));
  return random() < 0.1 ? pick(random, BYTE_MUTATIONS)(file, random) : file;
}

function mutateChunks(chunks: Chunk[], random: Random): void {
  const at = below(random, chunks.length);
  const chunk = chunks[at];
  if (!chunk) return;
  const other = below(random, chunks.length);
  switch (below(random, 10)) {
    case 0:
      chunk.data = pick(random, BYTE_MUTATIONS)(chunk.data, random);
      return;
    case 1:
      chunk.type = pick(random, TYPES);
      return;
    case 2:
      chunks.splice(at, 1);
      return;
    case 3:
      chunks.splice(other, 0, { ...chunk });
      return;
    case 4:
      [chunks[at], chunks[other]] = [chunks[other]!, chunk];
      return;
    case 5:
      chunk.lengthError = pick(random, [-1, 1, 12, 0x7fffffff, 0xfffffff0]);
      return;
    case 6:
      chunk.crcError = 1;
      return;
    case 7:
      mutateHeader(chunks, random);
      return;
    case 8:
      chunks.splice(at, 0, longText(random));
      return;
    default:
      mutateScanlines(chunks, random);
  }
}

function mutateHeader(chunks: Chunk[], random: Random): void {
  const header = chunks.find(({ type }) => type === 'IHDR');
  if (!header || header.data.length < 13) return;
  header.data = header.data.slice();
  // The high bytes of width and height are changed rarely: the limits refuse nearly all such files.
  const field = random() < 0.1 ? below(random, 13) : pick(random, [2, 3, 6, 7, 8, 9, 10, 11, 12]);
  header.data[field] = random() < 0.5 ? below(random, 17) : anyByte(random);
}

/** A text that unfolds into a repeated piece, where a profile is looked for. */
function longText(random: Random): Chunk {
  const piece = pick(random, ['\n', ' ', ' \n', '\nexif\n', '1\n', '0f', 'x']);
  const text = piece.repeat(BOMB_BYTES / piece.length);
  const head = Buffer.from('Raw profile type exif\0\0');
  return newChunk('zTXt', join(head, deflateSync(text, { level: 1 + below(random, 9) })));
}

function mutateScanlines(chunks: Chunk[], random: Random): void {
  const first = chunks.findIndex(({ type }) => type === 'IDAT');
  if (first < 0) return;
  let scanlines: Uint8Array | undefined;
  try {
    const compressed = join(...chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
    // Not Node's inflateSync(): it leaks 16 KiB when it throws (Node 20).
    scanlines = pako.inflate(compressed);
  } catch {
    return;
  }
  if (!scanlines) return;
  const changed =
    random() < 0.05
      ? new Uint8Array(BOMB_BYTES).fill(anyByte(random))
      : pick(random, BYTE_MUTATIONS)(scanlines, random);
  const kept = chunks.filter(({ type }) => type !== 'IDAT');
  kept.splice(
    Math.min(first, kept.length),
    0,
    newChunk('IDAT', deflateSync(changed, { level: below(random, 10) })),
  );
  chunks.splice(0, chunks.length, ...kept);
}

function readChunks(bytes: Uint8Array): Chunk[] {
  const chunks: Chunk[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_LENGTH; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push(newChunk(type, bytes.subarray(at + 8, at + 8 + length)));
    at += 12 + length;
  }
  return chunks;
}

function newChunk(type: string, data: Uint8Array): Chunk {
  return { type, data, lengthError: 0, crcError: 0 };
}

function writeChunk({ type, data, lengthError, crcError }: Chunk): Uint8Array {
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length + lengthError);
  for (let i = 0; i < 4; i++) chunk[4 + i] = type.charCodeAt(i);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk, 4, 8 + data.length) + crcError);
  return chunk;
}
