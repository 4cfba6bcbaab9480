/** A source of uniform random numbers in [0, 1). */
export type Random = () => number;

/**
 * A small fast generator, seeded by a list of integers, so that every sample of every epoch has its own stream
 * and training can stop and resume anywhere with the same numbers.
 *
 * sfc32 by Chris Doty-Humphrey (PractRand), seeded through the finaliser of MurmurHash3.
 *
 * @param keys the purpose of the stream, e.g. `[seed, epoch, sample]`
 * @returns the generator
 */
export function seededRandom(...keys: number[]): Random {
  let hash = 0x9e3779b9;
  for (const key of keys) hash = mix(hash ^ mix(key | 0));
  let a = mix(hash ^ 1);
  let b = mix(hash ^ 2);
  let c = mix(hash ^ 3);
  let counter = 1;
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** @returns a number in [low, high) */
export function uniform(random: Random, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random();
}

/** @returns a number of the standard normal distribution (Box–Muller) */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** @returns the integers 0 … count − 1 in random order (Fisher–Yates) */
export function shuffledIndices(count: number, random: Random): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [indices[last], indices[other]] = [indices[other]!, indices[last]!];
  }
  return indices;
}
