import { ServiceError } from '../../errors';
import { adler32 } from './adler32';
import { copyMatch } from './copy-match';
import type { DeflateInput } from './deflate-input';
import { FIXED_DISTANCES, FIXED_LITERALS } from './fixed-tables';
import { readDynamicTables } from './inflate-header';
import { ENTRY_KIND_MASK, EntryKind, InflateTable, LONGEST_CODE, LONGEST_MATCH } from './inflate-tables';

/** RFC 1950 §2.2, RFC 1951 §3.2.5: a match reaches back this far at most. */
const HISTORY_BYTES = 32_768;

/** What one round of the loop may write beyond what was asked for: a match after a literal, in whole words. */
const OVERSHOOT_BYTES = LONGEST_MATCH + 6;

// Making tables ready costs as much as 1 kB of pixels, and a block without pixels takes 12 bytes: 24 MB of them took more
// than 10 s. zlib with as little memory as it can do with (memLevel 1) ends a block after 127 symbols.
const BLOCKS_FOR_NOTHING = 1000;
const LEAST_BLOCK_BYTES = 127;

// Tables that blocks bring along, RFC 1951 §3.2.7: one of each for all, as decoding is synchronous.
const DYNAMIC_LITERALS = new InflateTable(10, 286);
const DYNAMIC_DISTANCES = new InflateTable(8, 30);

/**
 * Inflates zlib data (RFC 1950) as they are asked for: nothing is inflated ahead, but for the rest of a match, so that a
 * small file cannot unfold into more than its reader wants. 0.5 to 4 ns a byte of what comes out.
 *
 * One stream can be in use at a time.
 */
export class Inflate {
  /** What was inflated last, with what matches may still refer to. Moves at each `take`. */
  readonly output: Uint8Array<ArrayBuffer>;
  /** Of the same bytes. Three more than are asked for may be read. */
  readonly view: DataView<ArrayBuffer>;
  private readonly input: DeflateInput;
  private literals = FIXED_LITERALS;
  private distances = FIXED_DISTANCES;
  /** Next byte to hand out, one past the last that is inflated, and one past the last that is in the checksum. */
  private start = 0;
  private end = 0;
  private checked = 0;
  private checksum = 1;
  private state: 'header' | 'block' | 'stored' | 'codes' | 'checksum' | 'done' = 'header';
  private isLastBlock = false;
  private storedLeft = 0;
  /** Blocks with tables of their own, and bytes that have left `output`. */
  private dynamicBlocks = 0;
  private passed = 0;

  /**
   * @param input compressed data
   * @param total bytes that will be taken in all
   * @param most bytes that will be taken at a time
   */
  constructor(input: DeflateInput, total: number, most: number) {
    this.input = input;
    // What is small needs no history beside it.
    const room = Math.min(total, HISTORY_BYTES + most) + 1 + OVERSHOOT_BYTES;
    this.output = new Uint8Array(room);
    this.view = new DataView(this.output.buffer);
  }

  /**
   * Inflates on.
   *
   * @param length bytes wanted
   * @returns where they start in `output`, or how many bytes are missing as a negative number
   * @throws ServiceError `corrupt_png` where the data are damaged, `unsupported_png` where they are
   *   made of too many blocks
   */
  take(length: number): number {
    const goal = this.makeRoom(length);
    this.inflateTo(goal);
    this.updateChecksum();
    if (this.end < goal) return this.end - goal;
    this.start = goal;
    return goal - length;
  }

  /**
   * Goes on to the end of the data, if that comes before the next byte, so that the checksum is looked at.
   *
   * @throws ServiceError `corrupt_png` where the checksum is wrong
   */
  finish(): void {
    this.inflateTo(this.makeRoom(1));
  }

  /** Moves what is still of use to the front where the rest would not fit. Returns where `output` will end. */
  private makeRoom(length: number): number {
    if (this.start + length + OVERSHOOT_BYTES > this.output.length) {
      const from = Math.max(0, this.start - HISTORY_BYTES);
      this.output.copyWithin(0, from, this.end);
      this.passed += from;
      this.start -= from;
      this.end -= from;
      this.checked -= from;
    }
    return this.start + length;
  }

  /** Inflates up to the goal, or to the end of the data. */
  private inflateTo(goal: number): void {
    while (this.end < goal && this.state !== 'done' && !this.input.exhausted) this.step(goal);
  }

  private step(goal: number): void {
    const { input } = this;
    switch (this.state) {
      case 'header':
        readZlibHeader(input);
        this.state = 'block';
        return;
      case 'block':
        this.startBlock();
        return;
      case 'stored':
        this.copyStored(goal);
        return;
      case 'codes':
        this.decodeCodes(goal);
        return;
      case 'checksum':
        this.compareChecksum();
        return;
    }
  }

  /** RFC 1951 §3.2.3 */
  private startBlock(): void {
    const { input } = this;
    this.isLastBlock = input.readBits(1) === 1;
    const type = input.readBits(2);
    if (input.exhausted) return;
    if (type === 3) input.reject('invalid block type');
    if (type === 0) {
      input.alignToByte();
      const length = input.readBits(16);
      const complement = input.readBits(16);
      if (input.exhausted) return;
      if (complement !== (length ^ 0xffff)) input.reject('invalid stored block lengths');
      this.storedLeft = length;
      this.state = 'stored';
      if (length === 0) this.endBlock();
    } else if (type === 1) {
      this.literals = FIXED_LITERALS;
      this.distances = FIXED_DISTANCES;
    } else {
      this.countDynamicBlock();
      this.literals = DYNAMIC_LITERALS;
      this.distances = DYNAMIC_DISTANCES;
      readDynamicTables(input, DYNAMIC_LITERALS, DYNAMIC_DISTANCES);
    }
    if (type !== 0) this.state = 'codes';
  }

  private countDynamicBlock(): void {
    this.dynamicBlocks++;
    const most = BLOCKS_FOR_NOTHING + (this.passed + this.end) / LEAST_BLOCK_BYTES;
    if (this.dynamicBlocks <= most) return;
    throw new ServiceError(
      'unsupported_png',
      `Cannot decode PNG: its data change their code ${this.dynamicBlocks} times in the first ` +
        `${this.passed + this.end} bytes. Save it anew`,
      this.input.offset,
    );
  }

  private endBlock(): void {
    this.state = this.isLastBlock ? 'checksum' : 'block';
  }

  private copyStored(goal: number): void {
    const wanted = Math.min(this.storedLeft, goal - this.end);
    const copied = this.input.copyBytes(this.output, this.end, wanted);
    this.end += copied;
    this.storedLeft -= copied;
    if (this.storedLeft === 0) this.endBlock();
  }

  /**
   * The codes of a block, RFC 1951 §3.2.3, until the goal is reached. A peek gives 25 bits: enough for two literals, or
   * for a length with its extra bits, or for a distance.
   */
  private decodeCodes(goal: number): void {
    const { output, view, input } = this;
    const { entries: literals, lookAhead: literalBits } = this.literals;
    const { entries: distances, lookAhead: distanceBits } = this.distances;
    const literalMask = (1 << literalBits) - 1;
    const distanceMask = (1 << distanceBits) - 1;
    let { end } = this;
    // What was inflated when the bits were last seen to suffice.
    let certain = end;
    let { bit, lastStart } = input;
    let fault: string | null = null;
    while (end < goal) {
      if (bit >> 3 > lastStart) {
        input.bit = bit;
        input.prepare();
        if (input.exhausted) break;
        ({ bit, lastStart } = input);
        certain = end;
      }
      let bits = input.peek(bit);
      let entry = literals[bits & literalMask]!;
      if ((entry & ENTRY_KIND_MASK) === EntryKind.Value) {
        output[end++] = entry >> 10;
        bit += entry & 15;
        entry = literals[(bits >>> (entry & 15)) & literalMask]!;
        if ((entry & ENTRY_KIND_MASK) === EntryKind.Value) {
          output[end++] = entry >> 10;
          bit += entry & 15;
          continue;
        }
        bits = input.peek(bit);
      }
      if ((entry & ENTRY_KIND_MASK) === EntryKind.SecondTable) {
        if (entry !== 0)
          entry = literals[(entry >> 10) + ((bits >>> literalBits) & ((1 << (entry & 15)) - 1))]!;
        if (entry === 0) {
          fault = 'invalid literal/length code';
          break;
        }
        if ((entry & ENTRY_KIND_MASK) === EntryKind.Value) {
          output[end++] = entry >> 10;
          bit += entry & 15;
          continue;
        }
      }
      bit += entry & 15;
      if ((entry & ENTRY_KIND_MASK) === EntryKind.EndOfBlock) {
        this.endBlock();
        break;
      }
      let extra = (entry >> 4) & 15;
      const length = (entry >> 10) + ((bits >>> (entry & 15)) & ((1 << extra) - 1));
      bit += extra;

      bits = input.peek(bit);
      entry = distances[bits & distanceMask]!;
      if ((entry & ENTRY_KIND_MASK) === EntryKind.SecondTable) {
        if (entry !== 0)
          entry = distances[(entry >> 10) + ((bits >>> distanceBits) & ((1 << (entry & 15)) - 1))]!;
        if (entry === 0) {
          fault = 'invalid distance code';
          break;
        }
      }
      bit += entry & 15;
      extra = (entry >> 4) & 15;
      const distance = (entry >> 10) + (input.peek(bit) & ((1 << extra) - 1));
      bit += extra;
      if (distance > end) {
        fault = 'invalid distance too far back';
        break;
      }
      copyMatch(output, view, end, distance, length);
      end += length;
    }
    // A code may be none because the data end within it.
    input.bit = fault === null ? bit : input.reaches(bit + LONGEST_CODE) ? bit : bit + LONGEST_CODE;
    // Zeros behind the end of the data may have been taken for codes.
    this.end = input.exhausted ? certain : end;
    if (fault !== null && !input.exhausted) input.reject(fault);
  }

  /** RFC 1950 §2.2: the checksum of all, highest byte first. */
  private compareChecksum(): void {
    const { input } = this;
    this.updateChecksum();
    input.alignToByte();
    let stated = 0;
    for (let i = 0; i < 4; i++) stated = (stated << 8) | input.readBits(8);
    if (!input.exhausted && stated !== this.checksum) input.reject('incorrect data check');
    this.state = 'done';
  }

  private updateChecksum(): void {
    this.checksum = adler32(this.checksum, this.output, this.view, this.checked, this.end);
    this.checked = this.end;
  }
}

/** RFC 1950 §2.2: method 8 (deflate), a window of 32 KB at most, a check of the two bytes, no dictionary. */
function readZlibHeader(input: DeflateInput): void {
  const method = input.readBits(8);
  const flags = input.readBits(8);
  if (input.exhausted) return;
  if ((method * 256 + flags) % 31 !== 0) input.reject('incorrect header check');
  if ((method & 15) !== 8) input.reject('unknown compression method');
  if (method >> 4 > 7) input.reject('invalid window size');
  if ((flags & 0x20) !== 0) input.reject('a preset dictionary');
}
