import type { Mutation } from './mutations';

/** A parser to fuzz. */
export interface FuzzTarget {
  /** Builds valid inputs, which are mutated. */
  readonly seeds: () => readonly Uint8Array[];
  /** Damages an input with knowledge of its format. */
  readonly mutate: Mutation;
  /**
   * Reads an input as the service does.
   *
   * @returns what is wrong with the result, or null
   * @throws ServiceError if the input is refused; anything else is a defect
   */
  readonly read: (input: Uint8Array) => string | null;
}

/** Largest input: the bar for hangs is set for inputs of this size. */
export const MAX_INPUT_BYTES = 100_000;
