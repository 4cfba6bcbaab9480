import type { Random } from '../../random';
import { between } from '../stress/draw';
import type { Point } from '../stress/draw-strokes';
import { type Strokes, straight } from './strokes';

/** A 7 that is crossed, or whose top is a wave that turns into the stem with a loop. */
export function drawSeven(random: Random): Strokes {
  const corner: Point = [between(random, 0.75, 0.95), between(random, 0, 0.06)];
  const left: Point = [between(random, 0.05, 0.25), between(random, 0, 0.12)];
  const foot = between(random, 0.05, 0.55);
  if (random() < 0.3) return [[...wave(random, left, corner), [(corner[0] + foot) / 2, 0.5], [foot, 1]]];

  const strokes = [straight(left, corner)];
  strokes.push([corner, [(corner[0] + foot) / 2 + between(random, -0.02, 0.06), 0.5], [foot, 1]]);
  const middle = (corner[0] + foot) / 2;
  const half = between(random, 0.15, 0.4);
  const height = between(random, 0.4, 0.62);
  strokes.push(straight([middle - half, height], [middle + half, height - between(random, -0.04, 0.1)]));
  if (random() < 0.4) strokes.push(straight(left, [left[0], left[1] + between(random, 0.1, 0.2)]));
  return strokes;
}

function wave(random: Random, left: Point, corner: Point): Point[] {
  const depth = between(random, 0.05, 0.15);
  const start: Point = [left[0], left[1] + between(random, 0.08, 0.25)];
  const rise: Point[] = [
    start,
    [left[0] + 0.05, left[1] + 0.02],
    [(left[0] + corner[0]) / 2, corner[1] + depth],
  ];
  if (random() < 0.4) return [...rise, corner];
  const size = between(random, 0.04, 0.12);
  return [
    ...rise,
    [corner[0], corner[1] + size],
    [corner[0] + size, corner[1]],
    [corner[0], corner[1] - 0.5 * size],
    [corner[0] - size, corner[1] + size],
  ];
}
