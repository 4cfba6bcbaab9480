/** Size of the window; not tuned. */
const INPUT_BYTES = 16_384;

/** More than one round of a decoding loop reads before it calls `prepare`: a literal, a length and a distance, 63 bits. */
const ROUND_BYTES = 8;

/** A 32-bit peek at the last bit of a round reaches this far beyond it. */
const PEEK_BYTES = 4;

/** Why compressed data are rejected: they are damaged, or have too many blocks for their decompressed size. */
export type DeflateFault = 'damaged' | 'too_many_blocks';

/** Source of compressed data, and handler of their errors. */
export interface CompressedData {
  /** Maximum number of bytes. */
  readonly length: number;
  /**
   * Reads the next bytes.
   *
   * @param target buffer
   * @param start first index to write
   * @param end one past the last index to write
   * @returns one past the last index written: less than `end` at the end of the data
   */
  read(target: Uint8Array, start: number, end: number): number;
  /**
   * Rejects the data.
   *
   * @param fault its kind
   * @param what is wrong, in terms of the format
   * @param position index of the byte where it was detected
   * @throws always, an error of the caller's choice
   */
  reject(fault: DeflateFault, what: string, position: number): never;
}

/**
 * Reads compressed data bit by bit, lowest bit first (RFC 1951 §3.1.1), through a small window, from which 32 bits can be
 * loaded at any position. After the end come zeros; `exhausted` tells whether one of them was used.
 */
export class DeflateInput {
  private readonly data: CompressedData;
  private readonly joined: Uint8Array;
  private readonly view: DataView;
  /** Capacity of the window in bytes. */
  private readonly room: number;
  /** Bytes in the window. */
  private end = 0;
  private ended = false;
  /** Bytes that have left the window. */
  private passed = 0;
  /** Next bit to read, counted from the start of the window. Public, as is `lastStart`, for loops that keep them in locals. */
  bit = 0;
  /** Highest byte at which a round may start without `prepare`. */
  lastStart = -1;

  constructor(data: CompressedData) {
    this.data = data;
    this.room = Math.min(INPUT_BYTES, data.length);
    this.joined = new Uint8Array(this.room + ROUND_BYTES + PEEK_BYTES);
    this.view = new DataView(this.joined.buffer);
  }

  /** Whether more bits were read than exist. */
  get exhausted(): boolean {
    return this.ended && this.bit > 8 * this.end;
  }

  /** Whether the data contain this bit, counted from the start of the window, as far as is known. */
  reaches(bit: number): boolean {
    return !this.ended || bit <= 8 * this.end;
  }

  /** Fills the window with all that a round may read, as far as the data go. */
  prepare(): void {
    if (this.bit >> 3 > this.lastStart && !this.ended) this.slide();
  }

  /**
   * @param bit first bit, counted from the start of the window
   * @returns at least 25 bits from there on, the first one lowest
   */
  peek(bit: number): number {
    return this.view.getInt32(bit >> 3, true) >>> (bit & 7);
  }

  /**
   * @param size 1 to 16
   * @returns the next bits as a number
   */
  readBits(size: number): number {
    this.prepare();
    // Far beyond the end there are not even zeros.
    const value = this.exhausted ? 0 : this.peek(this.bit) & ((1 << size) - 1);
    this.bit += size;
    return value;
  }

  /** Skips the rest of a byte. */
  alignToByte(): void {
    this.bit = (this.bit + 7) & ~7;
  }

  /**
   * Copies whole bytes; the input has to be at the start of one.
   *
   * @param target buffer
   * @param at first index to write
   * @param most maximum number of bytes
   * @returns number of bytes copied, at least one unless the data have ended
   */
  copyBytes(target: Uint8Array, at: number, most: number): number {
    this.prepare();
    const from = this.bit >> 3;
    const length = Math.min(most, this.end - from);
    // Reading one bit too many marks the input as exhausted.
    if (length <= 0) {
      this.bit = 8 * this.end + 1;
      return 0;
    }
    target.set(this.joined.subarray(from, from + length), at);
    this.bit += 8 * length;
    return length;
  }

  /**
   * @param what is wrong
   * @param fault its kind
   * @throws what `CompressedData.reject` throws
   */
  reject(what: string, fault: DeflateFault = 'damaged'): never {
    this.data.reject(fault, what, this.position);
  }

  private slide(): void {
    const read = Math.min(this.bit >> 3, this.end);
    this.joined.copyWithin(0, read, this.end);
    this.bit -= 8 * read;
    this.passed += read;
    const end = this.data.read(this.joined, this.end - read, this.room);
    this.ended = end < this.room;
    if (this.ended) this.joined.fill(0, end);
    this.end = end;
    this.lastStart = end - ROUND_BYTES;
  }

  /** Index of the next byte in the data. */
  get position(): number {
    return this.passed + Math.min(this.bit >> 3, this.end);
  }
}
