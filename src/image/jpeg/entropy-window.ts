import { findMarker, Marker, rejectJpeg } from './markers';

// Small enough to stay in the L1 cache beside the tables.
const WINDOW_BYTES = 8192;

/** More than any block takes: 64 codes of 16 bits with 15 value bits each. */
const BLOCK_BYTES = 256;

/** A 32-bit peek at the last byte of a block reaches this far beyond it. */
const PEEK_BYTES = 4;

// One for all: the compiler then knows its length and omits bounds checks and a pointer, and a progressive file does not
// allocate one for each of its scans. Pictures that are decoded in turns refill it: `reclaim`.
const clean = new Uint8Array(WINDOW_BYTES + BLOCK_BYTES + PEEK_BYTES);
const view = new DataView(clean.buffer);
/** Whose bytes it holds. */
let owner: EntropyWindow | null = null;

/**
 * A window onto entropy-coded data. Bytes are copied from the file, some thousands at a time, without the zeros stuffed
 * after 0xFF (T.81 B.1.1.5), so that a reader loads 32 bits at any position without checking for markers or
 * for remaining bytes: `prepare` has done so for a whole block. The window never extends past a marker: beyond it
 * it holds zeros, and `exhausted` reports whether one of them was used.
 *
 * One can be in use at a time; after a turn of another, `reclaim` it.
 */
export class EntropyWindow {
  private readonly data: Uint8Array;
  private readonly file: DataView;
  /** Next byte of the file to take into the window. */
  private next: number;
  /** Bytes in the window. */
  private end = 0;
  /** Whether the segment ends with the window. */
  private ended = false;
  /** Highest byte at which a block may start without checking what is left. */
  private lastStart = -1;
  /** The bit to be read next, counted in the window. Public for the loops of `block.ts`, which keep it in a local. */
  bit = 0;

  /**
   * @param data the file
   * @param position first byte of the entropy-coded segment
   */
  constructor(data: Uint8Array, position: number) {
    this.data = data;
    this.file = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.next = position;
  }

  /** Whether more bits were read than the segment holds. */
  get exhausted(): boolean {
    return this.ended && this.bit > 8 * this.end;
  }

  /** Whether the file ends with the window. */
  get atEndOfFile(): boolean {
    return this.ended && this.next >= this.data.length - 1;
  }

  /**
   * Offset in the file of the next byte. For messages and the end of a scan only: it has to count from the end of
   * the window, about 1 ns a byte.
   */
  get position(): number {
    const { data } = this;
    let position = this.next;
    for (let left = this.end - (this.bit >> 3); left > 0; left--) {
      position -= data[position - 1] === 0 && data[position - 2] === 0xff ? 2 : 1;
    }
    return position;
  }

  /** Call before each block: ensures that the window holds everything that the block may read. */
  prepare(): void {
    if (this.bit >> 3 > this.lastStart) this.slide();
  }

  /** Call after others may have used theirs: fills the window again if they have. */
  reclaim(): void {
    if (owner === this || owner === null) return;
    this.next = this.position;
    this.bit &= 7;
    this.end = 0;
    this.ended = false;
    this.lastStart = -1;
  }

  /** Moves the window to the reader's position and refills it: about 1 ns per byte. */
  private slide(): void {
    const { data, file } = this;
    owner = this;
    const read = Math.min(this.bit >> 3, this.end);
    clean.copyWithin(0, read, this.end);
    let end = this.end - read;
    let { next } = this;
    const last = data.length - 1;
    while (end < WINDOW_BYTES && next < last) {
      if (next <= last - 3) {
        const word = file.getInt32(next);
        if (!holdsFf(word)) {
          view.setInt32(end, word);
          end += 4;
          next += 4;
          continue;
        }
      }
      const byte = data[next]!;
      if (byte === 0xff) {
        if (data[next + 1] !== 0) break;
        next++;
      }
      next++;
      clean[end++] = byte;
    }
    if (end < WINDOW_BYTES) {
      if (next === last && data[last] !== 0xff) {
        clean[end++] = data[last]!;
        next++;
      }
      this.ended = true;
      clean.fill(0, end, end + BLOCK_BYTES + PEEK_BYTES);
    }
    // Past the end, it is enough to know that one bit too many was read.
    this.bit = Math.min(this.bit - 8 * read, 8 * end + 1);
    this.end = end;
    this.next = next;
    this.lastStart = this.ended ? end : end - BLOCK_BYTES;
  }

  /**
   * Moves past the restart marker that ends an interval, T.81 F.2.1.3.
   *
   * @param index of the marker, counted from 0 in the scan
   * @throws ServiceError `corrupt_jpeg` where another marker comes next
   */
  restart(index: number): void {
    const at = findMarker(this.data, this.next);
    const expected = Marker.RST0 + (index & 7);
    if (at < 0 || this.data[at + 1] !== expected) {
      rejectJpeg(`restart marker ${index & 7} is missing`, this.position);
    }
    this.next = at + 2;
    this.bit = 0;
    this.end = 0;
    this.ended = false;
    this.lastStart = -1;
  }
}

/** @returns the bit at a place that is counted in the window */
export function peekBit(bit: number): number {
  return (clean[bit >> 3]! >> (7 - (bit & 7))) & 1;
}

/**
 * @param bit where to look, counted in the window
 * @returns the 25 bits at least from there on, from the highest bit down
 */
export function peekBits(bit: number): number {
  return view.getInt32(bit >> 3) << (bit & 7);
}

/** Whether one of the four bytes is 0xFF: its low seven bits carry over when 1 is added, and its high bit is set. */
function holdsFf(word: number): boolean {
  return (((word & 0x7f7f7f7f) + 0x01010101) & word & 0x80808080) !== 0;
}
