import { CHUNK_OVERHEAD, readUint32 } from './chunk';
import type { PngContainer } from './container';

/** Joins the IDAT chunks of a PNG, some bytes at a time. */
export class ImageDataReader {
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

  /**
   * Reads on.
   *
   * @param target where to
   * @param start where in it
   * @param end one past what it may hold
   * @returns one past what it holds: less than `end` where there are no more data
   */
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

  /**
   * @param index of a byte of the joined data
   * @returns its offset in the file
   */
  offsetOf(index: number): number {
    const { imageDataStart, imageDataEnd } = this.container;
    let left = index;
    let chunk = imageDataStart;
    while (chunk < imageDataEnd && left >= this.lengthOf(chunk)) {
      left -= this.lengthOf(chunk);
      chunk += CHUNK_OVERHEAD + this.lengthOf(chunk);
    }
    return chunk < imageDataEnd ? chunk + 8 + left : chunk;
  }

  /** Finds the next chunk that is not empty; the container check has proved all lengths. */
  private openNextChunk(): boolean {
    while (this.nextChunk < this.container.imageDataEnd) {
      const at = this.nextChunk;
      const length = this.lengthOf(at);
      this.nextChunk = at + CHUNK_OVERHEAD + length;
      this.from = at + 8;
      this.to = this.from + length;
      if (length > 0) return true;
    }
    return false;
  }

  private lengthOf(chunk: number): number {
    return readUint32(this.bytes, chunk);
  }
}
