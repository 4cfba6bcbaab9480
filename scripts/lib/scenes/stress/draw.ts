import type { Random } from '../../random';

/** @returns a number in [low, high) */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** @returns a whole number from low to high, both possible */
export function integer(random: Random, low: number, high: number): number {
  return Math.floor(between(random, low, high + 1));
}

/** @returns one of the items, each equally likely */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[integer(random, 0, items.length - 1)]!;
}

/** @returns −1 or 1 */
export function sign(random: Random): number {
  return random() < 0.5 ? -1 : 1;
}
