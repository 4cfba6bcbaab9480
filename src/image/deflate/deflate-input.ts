const INPUT_BYTES = 16_384;

/** More than one round of a loop takes before it prepares again: a literal, a length and a distance, 63 bits. */
const ROUND_BYTES = 8;

/** A 32-bit peek at the last bit of a round reaches this far beyond it. */
const PEEK_BYTES = 4;

/** Why compressed data are refused: they are damaged, or made of too many blocks for what they unfold into. */
export type DeflateFault = 'damaged' | 'too_many_blocks';

/** Where compressed data come from, and who is told what is wrong with them. */
export interface CompressedData {
  /** How many bytes there are, at most. */
  readonly length: number;
  /**
   * Reads on.
   *
   * @param target where to
   * @param start where in it
   * @param end one past what it may hold
   * @returns one past what it holds: less than `end` where there are no more data
   */
  read(target: Uint8Array, start: number, end: number): number;
  /**
   * Refuses the data.
   *
   * @param fault its kind
   * @param what is wrong, for those who know the format
   * @param position index of the byte where it was noticed
   * @throws what suits the caller, always
   */
  reject(fault: DeflateFault, what: string, position: number): never;
}

/**
 * Compressed data bit by bit, lowest bit first (RFC 1951 §3.1.1). They pass through a small window; a reader
 * loads 32 bits wherever it stands. Behind the end there are zeros, and `exhausted` tells when one of them was used.
 */
export class DeflateInput {
  private readonly data: CompressedData;
  private readonly joined: Uint8Array;
  private readonly view: DataView;
  /** Bytes that the window may hold. */
  private readonly room: number;
  /** Bytes in the window. */
  private end = 0;
  private ended = false;
  /** Bytes that have left the window. */
  private passed = 0;
  /** The bit to be read next, counted in the window. Public, as is `lastStart`, for loops that keep them in locals. */
  bit = 0;
  /** Highest byte at which a round may start without `prepare`. */
  lastStart = -1;

  constructor(data: CompressedData) {
    this.data = data;
    this.room = Math.min(INPUT_BYTES, data.length);
    this.joined = new Uint8Array(this.room + ROUND_BYTES + PEEK_BYTES);
    this.view = new DataView(this.joined.buffer);
  }

  /** Whether more bits were read than there are. */
  get exhausted(): boolean {
    return this.ended && this.bit > 8 * this.end;
  }

  /** Whether the data go on up to this bit, counted in the window, as far as is known. */
  reaches(bit: number): boolean {
    return !this.ended || bit <= 8 * this.end;
  }

  /** Makes sure that the window holds all that a round may read, as far as there is anything. */
  prepare(): void {
    if (this.bit >> 3 > this.lastStart && !this.ended) this.slide();
  }

  /**
   * @param bit where to look, counted in the window
   * @returns the 25 bits at least from there on, from the lowest bit up
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
    // Far behind the end there is not even a zero.
    const value = this.exhausted ? 0 : this.peek(this.bit) & ((1 << size) - 1);
    this.bit += size;
    return value;
  }

  /** Passes over what is left of a byte. */
  alignToByte(): void {
    this.bit = (this.bit + 7) & ~7;
  }

  /**
   * Copies whole bytes; the input stands at the start of one.
   *
   * @param target where to
   * @param at where in it
   * @param most bytes wanted
   * @returns how many were copied, at least one unless the data have ended
   */
  copyBytes(target: Uint8Array, at: number, most: number): number {
    this.prepare();
    const from = this.bit >> 3;
    const length = Math.min(most, this.end - from);
    // One bit too many tells that there is nothing left.
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
