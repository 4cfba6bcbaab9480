import type { CompressedData, DeflateFault } from '../deflate/deflate-input';
import { refuseUnsupported } from '../refuse';
import { CHUNK_HEAD, CHUNK_OVERHEAD, readUint32, rejectPng } from './chunk';
import type { PngContainer } from './container';

/** Joins the IDAT chunks of a PNG, some bytes at a time. */
export class ImageDataReader implements CompressedData {
  private readonly bytes: Uint8Array;
  private readonly container: PngContainer;
  private nextChunk: number;
  /** The rest of the chunk that is being read. */
  private from = 0;
  private to = 0;

  /**
   * @param bytes the file
   * @param container its checked structure
   */
  constructor(bytes: Uint8Array, container: PngContainer) {
    this.bytes = bytes;
    this.container = container;
    this.nextChunk = container.imageDataStart;
  }

  get length(): number {
    return this.container.imageDataEnd - this.container.imageDataStart;
  }

  read(target: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.from === this.to && !this.openNextChunk()) break;
      const length = Math.min(this.to - this.from, end - at);
      target.set(this.bytes.subarray(this.from, this.from + length), at);
      this.from += length;
      at += length;
    }
    return at;
  }

  /** @throws ServiceError `corrupt_png`, or `unsupported_png` where there are too many blocks; always */
  reject(fault: DeflateFault, what: string, position: number): never {
    const offset = this.offsetOf(position);
    if (fault === 'too_many_blocks') refuseUnsupported('png', `PNG whose ${what}`, offset);
    rejectPng(`IDAT: ${what}`, offset);
  }

  /**
   * @param index of a byte of the data
   * @returns its offset in the file, for messages
   */
  offsetOf(index: number): number {
    const { imageDataStart, imageDataEnd } = this.container;
    let left = index;
    let chunk = imageDataStart;
    while (chunk < imageDataEnd && left >= this.lengthOf(chunk)) {
      left -= this.lengthOf(chunk);
      chunk += CHUNK_OVERHEAD + this.lengthOf(chunk);
    }
    return Math.min(chunk < imageDataEnd ? chunk + CHUNK_HEAD + left : chunk, this.bytes.length);
  }

  /** Finds the next chunk that is not empty. The last one may be truncated by the end of the file. */
  private openNextChunk(): boolean {
    while (this.nextChunk < this.container.imageDataEnd) {
      const at = this.nextChunk;
      const length = this.lengthOf(at);
      this.nextChunk = at + CHUNK_OVERHEAD + length;
      this.from = at + CHUNK_HEAD;
      this.to = Math.min(this.from + length, this.bytes.length);
      if (this.to > this.from) return true;
    }
    return false;
  }

  private lengthOf(chunk: number): number {
    return readUint32(this.bytes, chunk);
  }
}
