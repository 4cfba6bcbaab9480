import { MAX_INPUT_BYTES } from './fuzz-target';
import { BYTE_MUTATIONS, below, join, type Mutation, pick } from './mutations';

/** How often a piece is repeated: enough to show a parser whose time grows with the square. */
const REPETITIONS = [2, 10, 100, 1_000, 10_000];
const MAX_PIECE_BYTES = 64;

/**
 * Creates a mutation for a text format: tokens of the format are inserted, exchanged and removed, and pieces repeated
 * up to the largest size.
 *
 * @param tokens what parsers of the format look for
 */
export function mutateText(tokens: readonly string[]): Mutation {
  const encoded = tokens.map((token) => new TextEncoder().encode(token));
  const mutations: readonly Mutation[] = [
    ...BYTE_MUTATIONS,
    (bytes, random) => {
      const at = below(random, bytes.length + 1);
      return join(bytes.subarray(0, at), pick(random, encoded), bytes.subarray(at));
    },
    (bytes, random) => {
      const at = below(random, bytes.length + 1);
      const removed = below(random, MAX_PIECE_BYTES);
      return join(bytes.subarray(0, at), pick(random, encoded), bytes.subarray(at + removed));
    },
    (bytes, random) => {
      const at = below(random, bytes.length + 1);
      const piece =
        random() < 0.5 ? pick(random, encoded) : bytes.subarray(at, at + 1 + below(random, MAX_PIECE_BYTES));
      return join(bytes.subarray(0, at), repeat(piece, pick(random, REPETITIONS)), bytes.subarray(at));
    },
  ];
  return (bytes, random) => {
    let mutated = bytes;
    for (let left = 1 + below(random, 4); left > 0; left--)
      mutated = pick(random, mutations)(mutated, random);
    return mutated.subarray(0, MAX_INPUT_BYTES);
  };
}

function repeat(piece: Uint8Array, times: number): Uint8Array {
  const most = Math.floor(MAX_INPUT_BYTES / Math.max(1, piece.length));
  return join(...new Array(Math.min(times, most)).fill(piece));
}
