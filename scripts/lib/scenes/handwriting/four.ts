import type { Random } from '../../random';
import { between } from '../stress/draw';
import type { Point } from '../stress/draw-strokes';
import { type Strokes, straight } from './strokes';

/** A 4 open at its top: crossed by a stem, or in one go with the stem as a short hook; or closed above a low bar. */
export function drawFour(random: Random): Strokes {
  const kind = random();
  if (kind < 0.3) return [inOneGo(random)];
  if (kind < 0.45) return closed(random);
  return crossed(random);
}

function crossed(random: Random): Strokes {
  const bend = between(random, 0.45, 0.75);
  const stem = between(random, 0.55, 0.85);
  const left = between(random, 0.1, 0.25);
  const bar = straight(
    [left, bend],
    [between(random, stem, Math.min(stem + 0.3, 1)), bend + between(random, -0.18, 0.04)],
  );
  const top = bend - between(random, 0.02, 0.45);
  const ground = stem + between(random, -0.2, 0.04);
  return [descent(random, left, bend), bar, straight([stem, top], [ground, 1])];
}

/** The bar turns down into the stem without the pen being lifted. */
function inOneGo(random: Random): Point[] {
  const bend = between(random, 0.55, 0.8);
  const left = between(random, 0.05, 0.2);
  const right = between(random, 0.7, 0.95);
  const rise = between(random, 0, 0.25);
  const down = descent(random, left, bend);
  return [
    ...down,
    [(left + right) / 2, bend - 0.5 * rise],
    [right, bend - rise],
    [right - between(random, 0, 0.08), (bend - rise + 1) / 2],
    [right - between(random, 0.05, 0.3), 1],
  ];
}

function closed(random: Random): Strokes {
  const bend = between(random, 0.65, 0.85);
  const left = between(random, 0.05, 0.2);
  const stem = between(random, 0.5, 0.75);
  const down: Point[] = straight([stem - between(random, 0, 0.2), 0], [left, bend]);
  const bar = straight([left, bend], [between(random, 0.8, 1), bend + between(random, -0.05, 0.08)]);
  return [down, bar, straight(down[0]!, [stem + between(random, 0, 0.1), 1])];
}

function descent(random: Random, left: number, bend: number): Point[] {
  const start = between(random, 0.2, 0.65);
  return [
    [start, 0],
    [(start + left) / 2 - between(random, 0, 0.12), bend * 0.55],
    [left, bend],
  ];
}
