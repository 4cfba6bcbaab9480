import type { CompressedData, DeflateFault } from '../deflate/deflate-input';
import { rejectPng } from './chunk';

/** Contiguous compressed data. */
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

  /** @throws ServiceError `corrupt_png`, always; the offset is counted from the start of the data */
  reject(_fault: DeflateFault, what: string, position: number): never {
    rejectPng(what, position);
  }
}
