import { deflateSync } from 'node:zlib';
import { crc32 } from '../../../src/crc32';

/** A chunk to write; `crc` overrides the right checksum and `length` the right length, to build broken files. */
export interface ChunkSpec {
  readonly type: string;
  readonly data: Uint8Array;
  readonly length?: number;
  readonly crc?: number;
}

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Joins the signature and the chunks, each with length and CRC. */
export function buildPng(chunks: readonly ChunkSpec[]): Uint8Array {
  return new Uint8Array(Buffer.concat([PNG_SIGNATURE, ...chunks.map(writeChunk)]));
}

function writeChunk({ type, data, length, crc }: ChunkSpec): Uint8Array {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(length ?? data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc ?? crc32(chunk, 4, 8 + data.length), 8 + data.length);
  return chunk;
}

/** Fields of IHDR, PNG specification §11.2.1. */
export interface HeaderSpec {
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly colourType?: number;
  readonly interlace?: number;
}

export function ihdr({ width, height, bitDepth = 8, colourType = 0, interlace = 0 }: HeaderSpec): ChunkSpec {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([bitDepth, colourType, 0, 0, interlace], 8);
  return { type: 'IHDR', data };
}

/** An IDAT chunk of the given scanlines, filter bytes included. */
export function idat(scanlines: ArrayLike<number>): ChunkSpec {
  return { type: 'IDAT', data: deflateSync(Uint8Array.from(scanlines)) };
}

export const iend: ChunkSpec = { type: 'IEND', data: new Uint8Array(0) };

/** A valid grey picture of 2×2 pixels: 10 20 / 30 40. */
export function tinyGrey(): ChunkSpec[] {
  return [ihdr({ width: 2, height: 2 }), idat([0, 10, 20, 0, 30, 40]), iend];
}
