import { Unzlib, unzlibSync } from 'fflate';
import { readContainer } from '../../../../src/image/png/container';
import { ImageDataReader } from '../../../../src/image/png/image-data-reader';
import type { ScanlineBytes } from './scanline-bytes';

/** Compressed bytes that a push hands over: what our own input holds at a time. */
const PUSH_BYTES = 16_384;

/** Inflates the image data of a PNG with fflate, into one array or piece by piece. Returns the last bytes. */
export function fflateInflate(png: Uint8Array, { total, piece }: ScanlineBytes): Uint8Array {
  const reader = new ImageDataReader(png, readContainer(png));
  if (piece === total) {
    const data = new Uint8Array(reader.length);
    const length = reader.read(data, 0, data.length);
    return unzlibSync(data.subarray(0, length), { out: new Uint8Array(total) });
  }
  let last = new Uint8Array(0);
  let inflated = 0;
  const inflate = new Unzlib((bytes) => {
    last = bytes;
    inflated += bytes.length;
  });
  const pushed = new Uint8Array(PUSH_BYTES);
  for (let left = reader.length; inflated < total && left > 0; left -= PUSH_BYTES) {
    const length = reader.read(pushed, 0, PUSH_BYTES);
    if (length === 0) break;
    inflate.push(pushed.subarray(0, length));
  }
  if (inflated !== total) throw new Error(`fflate inflated ${inflated} of ${total} bytes`);
  return last;
}
