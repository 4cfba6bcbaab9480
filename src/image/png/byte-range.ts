import type { CompressedData } from '../deflate/deflate-input';

/** Compressed data that lie in one piece. */
export class ByteRange implements CompressedData {
  private readonly bytes: Uint8Array;
  private from = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  read(target: Uint8Array, start: number, end: number): number {
    const part = this.bytes.subarray(this.from, this.from + end - start);
    target.set(part, start);
    this.from += part.length;
    return start + part.length;
  }

  offsetOf(index: number): number {
    return index;
  }
}
