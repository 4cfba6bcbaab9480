import type { Stroke } from '../../../../src/inference/draw-strokes';

/**
 * Letters as single pen lines in a box of 10 × 10, written as `x y x y …` with a bar between strokes. Letters that
 * people take for digits (B, I, O, S, Z, b, g, l, o, q, s, z and their like) are left out.
 */
const OUTLINES: Readonly<Record<string, string>> = {
  A: '0 10 5 0 10 10|2 6 8 6',
  C: '9 2 6 0 3 0 0 3 0 7 3 10 6 10 9 8',
  E: '9 0 1 0 1 10 9 10|1 5 7 5',
  F: '9 0 1 0 1 10|1 5 7 5',
  H: '1 0 1 10|9 0 9 10|1 5 9 5',
  J: '8 0 8 7 6 10 3 10 1 8',
  K: '1 0 1 10|9 0 1 5 9 10',
  L: '1 0 1 10 9 10',
  M: '0 10 1 0 5 7 9 0 10 10',
  N: '1 10 1 0 9 10 9 0',
  P: '1 10 1 0 6 0 9 2 6 5 1 5',
  R: '1 10 1 0 6 0 9 2 6 5 1 5|5 5 9 10',
  T: '0 0 10 0|5 0 5 10',
  V: '0 0 5 10 10 0',
  W: '0 0 3 10 5 3 7 10 10 0',
  X: '0 0 10 10|10 0 0 10',
  d: '8 0 8 10|8 5 5 4 2 6 2 9 5 10 8 8',
  e: '2 6 8 6 7 3 4 3 2 5 2 8 4 10 8 9',
  f: '8 1 6 0 4 1 4 10|1 4 7 4',
  h: '2 0 2 10|2 6 5 4 8 5 8 10',
  k: '2 0 2 10|7 4 2 7 8 10',
  m: '0 4 0 10|0 6 3 4 5 6 5 10|5 6 8 4 10 6 10 10',
  n: '2 4 2 10|2 6 5 4 8 6 8 10',
  p: '2 4 2 12|2 5 5 4 8 6 7 9 4 10 2 9',
  r: '3 4 3 10|3 6 5 4 8 4',
  t: '4 0 4 8 6 10 8 9|1 3 8 3',
  u: '2 4 2 8 4 10 7 9 8 7|8 4 8 10',
  w: '0 4 2 10 5 5 8 10 10 4',
  x: '2 4 8 10|8 4 2 10',
};

/** Letters as strokes, each coordinate from 0 to about 1. */
export const LETTERS: readonly (readonly Stroke[])[] = Object.values(OUTLINES).map((outline) =>
  outline.split('|').map(parseStroke),
);

function parseStroke(text: string): Stroke {
  const numbers = text.split(' ').map((number) => Number(number) / 10);
  return Array.from({ length: numbers.length / 2 }, (_, corner) => [
    numbers[2 * corner]!,
    numbers[2 * corner + 1]!,
  ]);
}
