/** Resolves after so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

export const sleep: Sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const LATE = Symbol('late');

/** Waits for work, with a timeout. */
export class Deadline {
  /** @param milliseconds timeout */
  constructor(
    private readonly sleep: Sleep,
    private readonly milliseconds: number,
  ) {}

  /** @returns the result of the work, or null if it failed or timed out */
  async wait<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await this.require(work);
    } catch {
      return null;
    }
  }

  /** @throws the error of the work, or one that says that it took too long */
  async require<T>(work: () => Promise<T>): Promise<T> {
    // Not a promise that rejects: where the work throws at once, nobody would wait for it.
    const late = this.sleep(this.milliseconds).then((): typeof LATE => LATE);
    const value = await Promise.race([work(), late]);
    if (value === LATE) throw new Error(`no answer within ${this.milliseconds / 1_000} s`);
    return value;
  }
}
