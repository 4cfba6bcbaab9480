import { EntropyWindow, peekBit, peekBits } from './entropy-window';
import { extend, type HuffmanTable, LOOK_AHEAD, packEntry } from './huffman';
import { rejectJpeg } from './markers';

/** Reads entropy-coded data bit by bit and code by code (T.81 F.2.2). One reader can be in use at a time. */
export class BitReader extends EntropyWindow {
  /** @returns the next bit */
  readBit(): number {
    const { bit } = this;
    this.bit = bit + 1;
    return peekBit(bit);
  }

  /**
   * @param size 0 to 16
   * @returns the next bits as a number
   */
  readBits(size: number): number {
    const { bit } = this;
    this.bit = bit + size;
    return (peekBits(bit) >>> 1) >>> (31 - size);
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
   * A DC difference, T.81 F.2.2.1.
   *
   * @param table for its size
   * @returns the difference
   * @throws ServiceError `corrupt_jpeg` where no code begins like this
   */
  readDifference(table: HuffmanTable): number {
    const entry = table.lookup[peekBits(this.bit) >>> (32 - LOOK_AHEAD)]!;
    const value = entry >> 20;
    if (value === 0) return this.receiveExtend(this.readSymbol(table));
    this.bit += entry & 31;
    return value;
  }

  /**
   * DECODE, T.81 F.2.2.3.
   *
   * @param table for the code that comes next
   * @returns its symbol
   * @throws ServiceError `corrupt_jpeg` where no code begins like this
   */
  readSymbol(table: HuffmanTable): number {
    const bits = peekBits(this.bit);
    const entry = table.lookup[bits >>> (32 - LOOK_AHEAD)]! || this.findLongCode(table, bits);
    const symbol = (entry >> 5) & 0xff;
    this.bit += (entry & 31) - (symbol & 15);
    return symbol;
  }

  /**
   * Finds a code that is longer than the look-ahead.
   *
   * @param table for the code that comes next
   * @param bits the next 25 bits at least, from the highest bit down
   * @returns an entry as HuffmanTable describes it, without a value
   * @throws ServiceError `corrupt_jpeg` where no code begins like this
   */
  findLongCode(table: HuffmanTable, bits: number): number {
    for (let length = LOOK_AHEAD + 1; length <= 16; length++) {
      const code = bits >>> (32 - length);
      if (code <= table.maxCode[length]!) {
        return packEntry(length, table.symbols[code + table.symbolOffset[length]!]!);
      }
    }
    return rejectJpeg('an invalid Huffman code', this.position);
  }
}
