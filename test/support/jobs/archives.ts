import { zipSync } from 'fflate';
import type { ByteSource } from '../../../src/jobs/archive/byte-source';

/** Content of a file of an archive, by its path. */
export type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** A zip file. @param level 0 stores, 6 deflates */
export function toZip(files: Files, level: 0 | 6 = 6): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync({ ...files }, { level }));
}

/** A tar file, as the old `ustar` format has it. @param end whether to add the blocks of zeros that end it */
export function toTar(files: Files, end = true): Uint8Array<ArrayBuffer> {
  const blocks = Object.entries(files).flatMap(([path, content]) => [
    tarHeader(path, content.length),
    padded(content),
  ]);
  return concat([...blocks, new Uint8Array(end ? 1024 : 0)]);
}

/** @param type of the entry: `0` is a file, `5` a folder, `x` a pax header */
export function tarHeader(path: string, bytes: number, type = '0'): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(512);
  const write = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  write(0, path);
  write(100, '0000644\0');
  write(124, `${bytes.toString(8).padStart(11, '0')}\0`);
  write(148, '        ');
  write(156, type);
  write(257, 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

/** The content of a file, filled up to whole blocks. */
export function padded(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = new Uint8Array(Math.ceil(content.length / 512) * 512);
  blocks.set(content);
  return blocks;
}

export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Bytes in memory, which remembers how it was read. */
export class MemorySource implements ByteSource {
  readonly reads: { at: number; length: number }[] = [];

  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {}

  get size(): number {
    return this.bytes.length;
  }

  async read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (at < 0 || length < 0 || at + length > this.size)
      throw new RangeError(`${at}, ${length} of ${this.size}`);
    this.reads.push({ at, length });
    return this.bytes.slice(at, at + length);
  }
}
