import type { Random } from '../../random';
import { between } from '../stress/draw';
import type { Point } from '../stress/draw-strokes';
import { type Strokes, straight } from './strokes';

/** A 0 with a slash, as those write it who have to tell it from an O. */
export function drawZero(random: Random): Strokes {
  const half = between(random, 0.25, 0.4);
  const gap = between(random, -0.05, 0.1);
  const oval: Point[] = [
    [0.5 + gap, 0],
    [0.5 - half, 0.3],
    [0.5 - half, 0.7],
    [0.5, 1],
    [0.5 + half, 0.7],
    [0.5 + half, 0.3],
    [0.5 - gap, between(random, 0, 0.05)],
  ];
  const reach = half + between(random, -0.12, 0.15);
  const rise = between(random, 0.15, 0.5);
  return [oval, straight([0.5 - reach, 0.5 + rise], [0.5 + reach, 0.5 - rise])];
}
