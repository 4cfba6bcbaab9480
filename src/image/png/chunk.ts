import { ServiceError } from '../../errors';
import { crc32 } from './crc32';

/** Length, type and CRC of a chunk, PNG specification §5.3. */
export const CHUNK_OVERHEAD = 12;

/** A chunk whose length, type and CRC have been checked. */
export interface Chunk {
  readonly type: string;
  readonly start: number;
  /** First byte of the data. */
  readonly data: number;
  readonly length: number;
  readonly end: number;
}

/**
 * Reads a chunk's frame and checks it, PNG specification §5.3.
 *
 * @param bytes the file
 * @param start of the chunk's length
 * @throws ServiceError `corrupt_png`, with the offset
 */
export function readChunk(bytes: Uint8Array, start: number): Chunk {
  const left = bytes.length - start;
  if (left < CHUNK_OVERHEAD) rejectPng(`the file ends after ${bytes.length} bytes, before IEND`, start);
  const length = readUint32(bytes, start);
  const type = chunkType(bytes, start + 4);
  if (length > left - CHUNK_OVERHEAD) {
    rejectPng(
      `${type}: ${length} bytes run past the end of the file, ${left - CHUNK_OVERHEAD} are left`,
      start,
    );
  }
  const data = start + 8;
  const end = start + CHUNK_OVERHEAD + length;
  const stated = readUint32(bytes, end - 4);
  const computed = crc32(bytes, start + 4, end - 4);
  if (stated !== computed)
    rejectPng(`${type}: CRC ${hex(stated)} does not match the data's ${hex(computed)}`, start);
  return { type, start, data, length, end };
}

function chunkType(bytes: Uint8Array, at: number): string {
  for (let i = at; i < at + 4; i++) {
    const upper = bytes[i]! & 0xdf;
    if (upper < 0x41 || upper > 0x5a) rejectPng('a chunk type is not four letters', at);
  }
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
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
  throw new ServiceError('corrupt_png', `Cannot decode PNG: ${what}`, at);
}
