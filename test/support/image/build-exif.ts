import { deflateSync } from 'node:zlib';
import type { ChunkSpec } from './build-png';

/** A TIFF structure that holds an orientation and nothing else. */
export function tiffOrientation(orientation: number, littleEndian = true, type = 3, count = 1): Uint8Array {
  const view = new DataView(new ArrayBuffer(26));
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, 1, littleEndian);
  view.setUint16(10, 0x0112, littleEndian);
  view.setUint16(12, type, littleEndian);
  view.setUint32(14, count, littleEndian);
  view.setUint16(18, orientation, littleEndian);
  return new Uint8Array(view.buffer);
}

export function exifChunk(tiff: Uint8Array): ChunkSpec {
  return { type: 'eXIf', data: tiff };
}

/** A raw profile as ImageMagick writes it: hexadecimal digits in lines of 72, behind a name and the number of bytes. */
export function rawProfileText(name: string, tiff: Uint8Array, behind = ''): string {
  const digits = Buffer.concat([Buffer.from('Exif\0\0'), tiff]).toString('hex');
  const lines = digits.match(/.{1,72}/g)!.join('\n');
  return `\n${name}\n${String(digits.length / 2).padStart(8)}\n${lines}\n${behind}`;
}

export function textChunk(type: 'tEXt' | 'zTXt' | 'iTXt', keyword: string, text: string): ChunkSpec {
  const plain = Buffer.from(text, 'latin1');
  const head = Buffer.from(`${keyword}\0`, 'latin1');
  switch (type) {
    case 'tEXt':
      return { type, data: Buffer.concat([head, plain]) };
    case 'zTXt':
      return { type, data: Buffer.concat([head, Buffer.alloc(1), deflateSync(plain)]) };
    case 'iTXt':
      return { type, data: Buffer.concat([head, Buffer.from('\x01\0en\0\0', 'latin1'), deflateSync(plain)]) };
  }
}
