/// <reference path="./pako-inflate.d.ts" />
import { inflate, inflateInit, type ZStream as ZlibStream } from 'pako/lib/zlib/inflate.js';
import ZStream from 'pako/lib/zlib/zstream.js';
import { ServiceError } from '../../errors';
import type { PngContainer } from './container';

// zlib.h: flush values and return codes.
const Z_NO_FLUSH = 0;
const Z_OK = 0;
const Z_STREAM_END = 1;
const Z_BUF_ERROR = -5;

/**
 * The inflated image data of a PNG, pulled in pieces: nothing is inflated before it is asked for, so that a small
 * file cannot unfold into more than the header promises. IDAT chunks are read where they lie, without joining them.
 */
export class InflateStream {
  private readonly bytes: Uint8Array;
  private readonly container: PngContainer;
  private readonly stream: ZlibStream = new ZStream();
  private nextChunk: number;
  private ended = false;

  /**
   * @param bytes the file
   * @param container its checked structure
   */
  constructor(bytes: Uint8Array, container: PngContainer) {
    this.bytes = bytes;
    this.container = container;
    this.nextChunk = container.imageDataStart;
    this.stream.input = bytes;
    inflateInit(this.stream);
  }

  /**
   * Fills a buffer from its start.
   *
   * @param target where to write
   * @param length bytes wanted, at most `target.length`
   * @throws ServiceError `corrupt_png` where the data is damaged or ends early
   */
  read(target: Uint8Array, length: number): void {
    const got = this.pull(target, length);
    if (got < length) {
      this.reject(`the image data ends ${length - got} bytes early`);
    }
  }

  /**
   * To be called when all rows are read: lets zlib check its own checksum. Data beyond the last row is left alone, as
   * libpng does; it is never inflated.
   *
   * @throws ServiceError `corrupt_png` where the checksum is wrong
   */
  finish(): void {
    this.pull(new Uint8Array(1), 1);
  }

  private pull(target: Uint8Array, length: number): number {
    const stream = this.stream;
    stream.output = target;
    stream.next_out = 0;
    stream.avail_out = length;
    while (stream.avail_out > 0 && !this.ended) {
      if (stream.avail_in === 0 && !this.openNextChunk()) break;
      const result = inflate(stream, Z_NO_FLUSH);
      if (result === Z_STREAM_END) this.ended = true;
      else if (result !== Z_OK && result !== Z_BUF_ERROR) this.reject(stream.msg || `zlib error ${result}`);
    }
    return length - stream.avail_out;
  }

  /** Points the stream at the next IDAT chunk that is not empty; the container check has proved all lengths. */
  private openNextChunk(): boolean {
    while (this.nextChunk < this.container.imageDataEnd) {
      const at = this.nextChunk;
      const length = new DataView(this.bytes.buffer, this.bytes.byteOffset + at, 4).getUint32(0);
      this.nextChunk = at + 12 + length;
      if (length > 0) {
        this.stream.next_in = at + 8;
        this.stream.avail_in = length;
        return true;
      }
    }
    return false;
  }

  private reject(what: string): never {
    throw new ServiceError('corrupt_png', `Cannot decode PNG: IDAT: ${what}`, this.stream.next_in);
  }
}
