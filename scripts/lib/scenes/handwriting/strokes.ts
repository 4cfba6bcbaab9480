import type { Point } from '../stress/draw-strokes';

/** The lines of a digit in the order of writing, each through its points in the unit square, y downwards. */
export type Strokes = Point[][];

/** Three points on a line, so that the tremor of the hand bends it. */
export function straight(from: Point, to: Point): Point[] {
  return [from, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], to];
}
