/** Seconds over which the rate is measured. */
const WINDOW_MILLISECONDS = 60_000;
/** Shorter times say little. */
const MIN_MILLISECONDS = 1_000;
/** Samples closer together than this are merged, so that a minute has at most 120. */
const STEP_MILLISECONDS = 500;

/** Measures how fast a job gets on. In memory: after a restart it is unknown for a second. */
export class Progress {
  private samples: { readonly at: number; readonly done: number }[] = [];

  /** @param done pictures so far; @param at milliseconds since 1970 */
  note(done: number, at: number): void {
    const last = this.samples.at(-1);
    if (last === undefined || at - last.at >= STEP_MILLISECONDS) this.samples.push({ at, done });
    const oldest = at - WINDOW_MILLISECONDS;
    while (this.samples.length > 2 && this.samples[1]!.at <= oldest) this.samples.shift();
  }

  /** @returns pictures a second since the start of the window; null if unknown */
  rate(done: number, now: number): number | null {
    const [first] = this.samples;
    if (first === undefined || now - first.at < MIN_MILLISECONDS) return null;
    return Math.max(0, done - first.done) / ((now - first.at) / 1000);
  }
}
