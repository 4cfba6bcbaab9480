/** Bytes that had been transferred at a moment, in milliseconds. */
interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** Longest period that is measured. */
const KEPT_MILLISECONDS = 60_000;

/**
 * Measures the rate of a transfer over its most recent seconds. An average since its beginning would let a client that
 * began fast stall for hours.
 */
export class RateMeter {
  #samples: Sample[];

  constructor(at: number) {
    this.#samples = [{ at, bytes: 0 }];
  }

  /** Forgets what was before, such as a pause. */
  restart(at: number, bytes: number): void {
    this.#samples = [{ at, bytes }];
  }

  /** Notes how many bytes there have been in all. */
  note(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    while (this.#samples[0]!.at < at - KEPT_MILLISECONDS) this.#samples.shift();
  }

  /** @returns whether the last seconds are known, and brought less than the rate */
  isBelow(bytesPerSecond: number, seconds: number): boolean {
    const last = this.#samples.at(-1)!;
    const first = this.#samples.findLast(({ at }) => at <= last.at - seconds * 1000);
    if (first === undefined) return false;
    return last.bytes - first.bytes < (bytesPerSecond * (last.at - first.at)) / 1000;
  }
}
