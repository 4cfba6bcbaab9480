import { DeflateInput } from '../../../../src/image/deflate/deflate-input';
import { Inflate } from '../../../../src/image/deflate/inflate';
import { readContainer } from '../../../../src/image/png/container';
import { ImageDataReader } from '../../../../src/image/png/image-data-reader';
import type { ScanlineBytes } from './scanline-bytes';

/** Inflates the image data of a PNG with our own code, so many bytes at a time. Returns the last bytes. */
export function ourInflate(png: Uint8Array, { total, piece }: ScanlineBytes): Uint8Array {
  const input = new DeflateInput(new ImageDataReader(png, readContainer(png)));
  const inflate = new Inflate(input, total, piece);
  let last = new Uint8Array(0);
  for (let taken = 0; taken < total; taken += piece) {
    const wanted = Math.min(piece, total - taken);
    const at = inflate.take(wanted);
    last = inflate.window.output.subarray(at, at + wanted);
  }
  return last;
}
