/** Resolves after so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

export const sleep: Sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const LATE = Symbol('late');

/** Waits for work, but not for ever. */
export class Deadline {
  /** @param milliseconds how long work may take */
  constructor(
    private readonly sleep: Sleep,
    private readonly milliseconds: number,
  ) {}

  /** @returns what the work gave, or null where it failed or took too long */
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
