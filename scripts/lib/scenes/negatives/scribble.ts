import type { Random } from '../../random';
import { between, integer } from '../stress/draw';
import { drawStrokes, type Point, smooth } from '../stress/draw-strokes';

/**
 * A line that wanders about, as when people try a pen: so many turns that no digit is like it.
 *
 * @returns 112×112, 1 where there is ink, row by row
 */
export function scribble(random: Random): Uint8Array {
  const points = Array.from({ length: integer(random, 9, 16) }, (): Point => [random(), random()]);
  return drawStrokes([smooth(points)], between(random, 0.05, 0.11));
}
