import { LONGEST_MATCH } from './inflate-tables';

/** RFC 1950 §2.2, RFC 1951 §3.2.5: a match reaches back this far at most. */
const HISTORY_BYTES = 32_768;

/** What one round of decoding may write beyond its goal: a match after a literal, in whole words. */
const OVERSHOOT_BYTES = LONGEST_MATCH + 6;

/** What was inflated last, and what matches may still refer to. */
export class InflateWindow {
  /** Its bytes move at each `makeRoom`. */
  readonly output: Uint8Array<ArrayBuffer>;
  /** Of the same bytes. Three more than are asked for may be read. */
  readonly view: DataView<ArrayBuffer>;
  /** One past the last byte that is inflated. */
  end = 0;
  /** Next byte to hand out. */
  private start = 0;
  /** Bytes that have left `output`. */
  private passed = 0;

  /**
   * @param total bytes that will be taken in all
   * @param most bytes that will be taken at a time
   */
  constructor(total: number, most: number) {
    // What is small needs no history beside it.
    const room = Math.min(total, HISTORY_BYTES + most) + OVERSHOOT_BYTES;
    this.output = new Uint8Array(room);
    this.view = new DataView(this.output.buffer);
  }

  /** Bytes inflated so far. */
  get inflated(): number {
    return this.passed + this.end;
  }

  /**
   * Moves what is still of use to the front where the rest would not fit.
   *
   * @param length bytes wanted
   * @returns where `end` has to be for them
   */
  makeRoom(length: number): number {
    if (this.start + length + OVERSHOOT_BYTES > this.output.length) {
      const from = Math.max(0, this.start - HISTORY_BYTES);
      this.output.copyWithin(0, from, this.end);
      this.passed += from;
      this.start -= from;
      this.end -= from;
    }
    return this.start + length;
  }

  /**
   * @param length bytes wanted
   * @returns where they start in `output`, or how many are missing as a negative number
   */
  handOut(length: number): number {
    const goal = this.start + length;
    if (this.end < goal) return this.end - goal;
    this.start = goal;
    return goal - length;
  }
}
