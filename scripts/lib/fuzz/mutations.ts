import type { Random } from '../random';

/** Changes a file in one way; may return it longer, shorter or unchanged. */
export type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

// Values at which comparisons and shifts go wrong.
const EDGE_BYTES = [0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 63, 64, 127, 128, 254, 255];

/** @returns a whole number in [0, limit) */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** @returns one of the elements */
export function pick<T>(random: Random, elements: readonly T[]): T {
  return elements[below(random, elements.length)]!;
}

/** @returns a byte, half of the time from the boundary values */
export function anyByte(random: Random): number {
  return random() < 0.5 ? pick(random, EDGE_BYTES) : below(random, 256);
}

/** @returns the arrays, one after the other */
export function join(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Mutations of arbitrary bytes, independent of the format. */
export const BYTE_MUTATIONS: readonly Mutation[] = [overwrite, flipBit, truncate, cutOut, repeat, insert];

function overwrite(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  for (let left = 1 + below(random, 4); left > 0; left--) copy[below(random, copy.length)] = anyByte(random);
  return copy;
}

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const at = below(random, copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8));
  return copy;
}

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, below(random, bytes.length + 1));
}

function cutOut(bytes: Uint8Array, random: Random): Uint8Array {
  const from = below(random, bytes.length);
  return join(bytes.subarray(0, from), bytes.subarray(from + 1 + below(random, 32)));
}

function repeat(bytes: Uint8Array, random: Random): Uint8Array {
  const from = below(random, bytes.length);
  const part = bytes.subarray(from, from + 1 + below(random, 64));
  return join(bytes.subarray(0, from), part, bytes.subarray(from));
}

function insert(bytes: Uint8Array, random: Random): Uint8Array {
  const at = below(random, bytes.length + 1);
  const added = Uint8Array.from({ length: 1 + below(random, 8) }, () => anyByte(random));
  return join(bytes.subarray(0, at), added, bytes.subarray(at));
}
