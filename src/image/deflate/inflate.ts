import type { DeflateInput } from './deflate-input';
import { FIXED_CODES } from './fixed-tables';
import { type BlockCodes, decodeCodes } from './inflate-codes';
import { readDynamicTables, readStoredLength, readZlibHeader } from './inflate-header';
import { InflateTable } from './inflate-tables';
import { InflateWindow } from './inflate-window';

// Making tables ready costs as much as 1 kB of pixels, and a block without pixels takes 12 bytes: 24 MB of them took more
// than 10 s. zlib with as little memory as it can do with (memLevel 1) ends a block after 127 symbols.
const BLOCKS_FOR_NOTHING = 1000;
const LEAST_BLOCK_BYTES = 127;

// As many as take half a millisecond if each makes tables ready.
const STEPS_AT_A_TIME = 256;

/** Microseconds that `Inflate.advance()` takes without reaching its goal, roughly. */
export const ADVANCE_COST = 500;

/**
 * Inflates zlib data (RFC 1950) as they are asked for: nothing is inflated ahead, but for the rest of a match, so that a
 * small file cannot unfold into more than its reader wants. The checksum behind the data is not looked at: chunks have
 * their own, and programs exist that write a wrong one (browsers do not mind). 0.5 to 4 ns a byte of what comes out.
 */
export class Inflate {
  /** What was inflated last; moves at each `take`. */
  readonly window: InflateWindow;
  private readonly input: DeflateInput;
  private codes = FIXED_CODES;
  /** Tables that blocks bring along, RFC 1951 §3.2.7; made for the first one. */
  private dynamicCodes: BlockCodes | null = null;
  private state: 'header' | 'block' | 'stored' | 'codes' | 'done' = 'header';
  private isLastBlock = false;
  private storedLeft = 0;
  /** Blocks with tables of their own. */
  private dynamicBlocks = 0;

  /**
   * @param input compressed data
   * @param total bytes that will be taken in all
   * @param most bytes that will be taken at a time
   */
  constructor(input: DeflateInput, total: number, most: number) {
    this.input = input;
    this.window = new InflateWindow(total, most);
  }

  /**
   * Inflates on.
   *
   * @param length bytes wanted
   * @returns where they start in the window, or how many bytes are missing as a negative number
   * @throws what `CompressedData.reject` throws, where the data are damaged or made of too many blocks
   */
  take(length: number): number {
    this.inflateTo(this.window.makeRoom(length));
    return this.window.handOut(length);
  }

  /**
   * Inflates part of what `take` is about to be asked for. Data may hold millions of blocks of nothing: between two calls
   * other requests can have their turn.
   *
   * @param length bytes that `take` will be asked for
   * @returns whether there is nothing left to do: the bytes are there, or the data end
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
    if (this.dynamicBlocks <= BLOCKS_FOR_NOTHING + inflated / LEAST_BLOCK_BYTES) return;
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
