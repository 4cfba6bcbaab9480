import { crc32 } from '../../crc32';
import { refuseDamaged } from '../refuse';

/** Length, type and CRC of a chunk, PNG specification §5.3. */
export const CHUNK_OVERHEAD = 12;
/** Length and type. */
export const CHUNK_HEAD = 8;

const ANCILLARY_BIT = 0x20;

/** A chunk, delimited by its length field. */
export interface Chunk {
  /** Four bytes, letters in a valid file. */
  readonly type: string;
  readonly start: number;
  /** First byte of the data. */
  readonly data: number;
  readonly length: number;
  /** One past its CRC; beyond the end of a truncated file. */
  readonly end: number;
}

/**
 * Reads the head of a chunk, PNG specification §5.3.
 *
 * @param bytes the file
 * @param start of the chunk's length
 * @returns the chunk, or null where the file ends within its head
 */
export function readChunk(bytes: Uint8Array, start: number): Chunk | null {
  if (bytes.length - start < CHUNK_HEAD) return null;
  const length = readUint32(bytes, start);
  const type = String.fromCharCode(
    bytes[start + 4]!,
    bytes[start + 5]!,
    bytes[start + 6]!,
    bytes[start + 7]!,
  );
  return { type, start, data: start + CHUNK_HEAD, length, end: start + CHUNK_OVERHEAD + length };
}

/** @returns the data of a chunk, as far as the file goes */
export function dataOf(bytes: Uint8Array, { data, length }: Chunk): Uint8Array {
  return bytes.subarray(data, data + length);
}

/** @returns whether a picture can be shown without the chunk (§5.4), whatever else its name says */
export function isAncillary({ type }: Chunk): boolean {
  return (type.charCodeAt(0) & ANCILLARY_BIT) !== 0;
}

/** @returns what is wrong with the chunk's CRC, or null; the chunk lies within the file */
export function crcFault(bytes: Uint8Array, { type, start, end }: Chunk): string | null {
  const stated = readUint32(bytes, end - 4);
  const computed = crc32(bytes, start + 4, end - 4);
  return stated === computed
    ? null
    : `${type}: CRC ${hex(stated)} does not match the data's ${hex(computed)}`;
}

/** @returns the big-endian number of four bytes */
export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/**
 * @param what is wrong
 * @param at where in the file
 * @throws ServiceError `corrupt_png`, always
 */
export function rejectPng(what: string, at: number): never {
  refuseDamaged('png', what, at);
}
