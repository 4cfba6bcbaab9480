import { extend, type HuffmanTable, LOOK_AHEAD, packEntry } from './huffman';
import { findMarker, Marker, rejectJpeg } from './markers';

const LOOK_AHEAD_MASK = (1 << LOOK_AHEAD) - 1;

/**
 * Reads entropy-coded data bit by bit (T.81 F.2.2.5) through a reservoir of up to 32 bits. It never reads past a
 * marker: beyond it, it supplies zeros, and `exhausted` tells when one of them was used.
 *
 * Fields are public for the two loops of `block.ts`, which keep them in locals: a field costs a memory access a bit.
 */
export class BitReader {
  readonly data: Uint8Array;
  /** Next byte to load. */
  position: number;
  /** The low `count` bits are those to be read next, the highest first. */
  bits = 0;
  count = 0;
  private paddingBits = 0;

  /**
   * @param data the file
   * @param position first byte of the entropy-coded segment
   */
  constructor(data: Uint8Array, position: number) {
    this.data = data;
    this.position = position;
  }

  /** Whether more bits were read than the segment holds. */
  get exhausted(): boolean {
    return this.paddingBits > this.count;
  }

  /** Loads bytes until there are 25 bits at least; takes the stuffed zero after 0xFF out (T.81 B.1.1.5). */
  fill(): void {
    const data = this.data;
    while (this.count <= 24) {
      let byte = 0;
      if (this.position >= data.length) {
        this.paddingBits += 8;
      } else {
        byte = data[this.position]!;
        if (byte !== 0xff) {
          this.position++;
        } else if (this.position + 1 < data.length && data[this.position + 1] === 0) {
          this.position += 2;
        } else {
          byte = 0;
          this.paddingBits += 8;
        }
      }
      this.bits = (this.bits << 8) | byte;
      this.count += 8;
    }
  }

  /** @returns the next bit */
  readBit(): number {
    if (this.count < 1) this.fill();
    this.count--;
    return (this.bits >>> this.count) & 1;
  }

  /**
   * @param size 0 to 16
   * @returns the next bits as a number
   */
  readBits(size: number): number {
    if (this.count < size) this.fill();
    this.count -= size;
    return (this.bits >>> this.count) & ((1 << size) - 1);
  }

  /**
   * RECEIVE and EXTEND, T.81 F.2.2.1.
   *
   * @param size 0 to 15
   * @returns the signed number that these bits stand for
   */
  receiveExtend(size: number): number {
    return size === 0 ? 0 : extend(this.readBits(size), size);
  }

  /**
   * DECODE, T.81 F.2.2.3.
   *
   * @param table for the code that comes next
   * @returns its symbol
   * @throws ServiceError `corrupt_jpeg` where no code begins like this
   */
  readSymbol(table: HuffmanTable): number {
    const entry = this.peekEntry(table);
    const symbol = (entry >> 5) & 0xff;
    this.count -= (entry & 31) - (symbol & 15);
    return symbol;
  }

  /**
   * Looks the next code up. The bits of code and value stay in the reservoir, all of them loaded, for the caller to
   * consume as the entry says; a code too long for the table is consumed here and its entry names the value alone.
   *
   * @param table for the code that comes next
   * @returns an entry as HuffmanTable describes it
   * @throws ServiceError `corrupt_jpeg` where no code begins like this
   */
  peekEntry(table: HuffmanTable): number {
    if (this.count < 25) this.fill();
    const entry = table.lookup[(this.bits >>> (this.count - LOOK_AHEAD)) & LOOK_AHEAD_MASK]!;
    if (entry !== 0) return entry;

    for (let length = LOOK_AHEAD + 1; length <= 16; length++) {
      const code = (this.bits >>> (this.count - length)) & ((1 << length) - 1);
      if (code > table.maxCode[length]!) continue;
      this.count -= length;
      this.fill();
      return packEntry(0, table.symbols[code + table.symbolOffset[length]!]!);
    }
    return rejectJpeg('an invalid Huffman code', this.position);
  }

  /**
   * Moves past the restart marker that ends an interval, T.81 F.2.1.3.
   *
   * @param index of the marker, counted from 0 in the scan
   * @throws ServiceError `corrupt_jpeg` where another marker comes next
   */
  restart(index: number): void {
    const at = findMarker(this.data, this.position);
    const expected = Marker.RST0 + (index & 7);
    if (at < 0 || this.data[at + 1] !== expected) {
      rejectJpeg(`restart marker ${index & 7} is missing`, this.position);
    }
    this.position = at + 2;
    this.bits = 0;
    this.count = 0;
    this.paddingBits = 0;
  }
}
