import type { DeflateInput } from './deflate-input';
import { FIXED_CODES } from './fixed-tables';
import { type BlockCodes, decodeCodes } from './inflate-codes';
import { readDynamicTables, readStoredLength, readZlibHeader } from './inflate-header';
import { InflateTable } from './inflate-tables';
import { InflateWindow } from './inflate-window';

// Limits empty blocks. Filling the tables of a block costs as much time as 1 kB of output, and an empty block takes 12 bytes:
// 24 MB of them took more than 10 s. A block may not be shorter on average than those of zlib with its least memory
// (memLevel 1), which ends a block after 127 symbols; the first 1,000 are exempt (not tuned: they take 5 ms at most).
const FREE_BLOCKS = 1000;
const MIN_BLOCK_BYTES = 127;

// As many as take half a millisecond if each makes tables ready.
const STEPS_AT_A_TIME = 256;

/** Microseconds that `Inflate.advance()` takes without reaching its goal, roughly. */
export const ADVANCE_COST = 500;

/**
 * Inflates zlib data (RFC 1950) on demand: it inflates no further than requested, except for the rest of a match, so that a
 * small file cannot expand beyond what its reader needs. The checksum at the end is ignored: PNG chunks have their own, and
 * some programs write a wrong one (browsers ignore it, too). Takes 0.5 to 4 ns per byte of output.
 */
export class Inflate {
  /** The latest output; moves with each `take`. */
  readonly window: InflateWindow;
  private readonly input: DeflateInput;
  private codes = FIXED_CODES;
  /** Tables of dynamic blocks (RFC 1951 §3.2.7); created for the first one. */
  private dynamicCodes: BlockCodes | null = null;
  private state: 'header' | 'block' | 'stored' | 'codes' | 'done' = 'header';
  private isLastBlock = false;
  private storedLeft = 0;
  /** Number of dynamic blocks. */
  private dynamicBlocks = 0;

  /**
   * @param input compressed data
   * @param total bytes that will be taken altogether
   * @param most maximum number of bytes taken at a time
   */
  constructor(input: DeflateInput, total: number, most: number) {
    this.input = input;
    this.window = new InflateWindow(total, most);
  }

  /**
   * Inflates the next bytes.
   *
   * @param length requested bytes
   * @returns their offset in the window, or the number of missing bytes, negated
   * @throws what `CompressedData.reject` throws if the data are damaged or have too many blocks
   */
  take(length: number): number {
    this.inflateTo(this.window.makeRoom(length));
    return this.window.handOut(length);
  }

  /**
   * Does part of the work of the next `take`. Data may contain millions of empty blocks: other requests can have a turn
   * between two calls.
   *
   * @param length bytes that `take` will request
   * @returns whether it is done: the bytes are available, or the data have ended
   * @throws as `take` does
   */
  advance(length: number): boolean {
    const goal = this.window.makeRoom(length);
    for (let steps = 0; steps < STEPS_AT_A_TIME && !this.isAt(goal); steps++) this.step(goal);
    return this.isAt(goal);
  }

  /** Inflates up to the goal, or to the end of the data. */
  private inflateTo(goal: number): void {
    while (!this.isAt(goal)) this.step(goal);
  }

  private isAt(goal: number): boolean {
    return this.window.end >= goal || this.state === 'done' || this.input.exhausted;
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
        if (decodeCodes(this.input, this.codes, this.window, goal)) this.endBlock();
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
      this.storedLeft = readStoredLength(input);
      this.state = 'stored';
      if (this.storedLeft === 0) this.endBlock();
    } else if (type === 1) {
      this.codes = FIXED_CODES;
    } else {
      this.countDynamicBlock();
      this.dynamicCodes ??= { literals: new InflateTable(10, 286), distances: new InflateTable(8, 30) };
      this.codes = this.dynamicCodes;
      readDynamicTables(input, this.dynamicCodes);
    }
    if (type !== 0) this.state = 'codes';
  }

  private countDynamicBlock(): void {
    const { inflated } = this.window;
    this.dynamicBlocks++;
    if (this.dynamicBlocks <= FREE_BLOCKS + inflated / MIN_BLOCK_BYTES) return;
    const what = `data change their code ${this.dynamicBlocks} times in the first ${inflated} bytes`;
    this.input.reject(what, 'too_many_blocks');
  }

  private endBlock(): void {
    this.state = this.isLastBlock ? 'done' : 'block';
  }

  private copyStored(goal: number): void {
    const { window } = this;
    const wanted = Math.min(this.storedLeft, goal - window.end);
    const copied = this.input.copyBytes(window.output, window.end, wanted);
    window.end += copied;
    this.storedLeft -= copied;
    if (this.storedLeft === 0) this.endBlock();
  }
}
