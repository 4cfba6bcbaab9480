import { LONGEST_MATCH } from './inflate-tables';

/** Maximum distance of a match (RFC 1950 §2.2, RFC 1951 §3.2.5). */
const HISTORY_BYTES = 32_768;

/** Bytes that one round of decoding may write beyond its goal: a match after a literal, in whole words. */
const OVERSHOOT_BYTES = LONGEST_MATCH + 6;

/** The latest output, and the history that matches may refer to. */
export class InflateWindow {
  /** Its contents move with each `makeRoom`. */
  readonly output: Uint8Array<ArrayBuffer>;
  /** View of the same bytes. Reads may extend up to three bytes beyond. */
  readonly view: DataView<ArrayBuffer>;
  /** One past the last inflated byte. */
  end = 0;
  /** Next byte to return. */
  private start = 0;
  /** Bytes that have left `output`. */
  private passed = 0;

  /**
   * @param total bytes that will be taken altogether
   * @param most maximum number of bytes taken at a time
   */
  constructor(total: number, most: number) {
    // A small output is its own history.
    const room = Math.min(total, HISTORY_BYTES + most) + OVERSHOOT_BYTES;
    this.output = new Uint8Array(room);
    this.view = new DataView(this.output.buffer);
  }

  /** Bytes inflated so far. */
  get inflated(): number {
    return this.passed + this.end;
  }

  /**
   * Moves the history to the front if the requested bytes would not fit.
   *
   * @param length requested bytes
   * @returns the `end` that this requires
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
   * @param length requested bytes
   * @returns their offset in `output`, or the number of missing bytes, negated
   */
  handOut(length: number): number {
    const goal = this.start + length;
    if (this.end < goal) return this.end - goal;
    this.start = goal;
    return goal - length;
  }
}
