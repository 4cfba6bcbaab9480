import { FIELD_SIDE } from './digit-field';

/** A place on the canvas: the unit square, y downwards, that the digit's 20×20 box takes up in 28×28. */
export type Point = readonly [x: number, y: number];

/** MNIST leaves 4 of 28 pixels free on each side. */
const MARGIN = 4 / 28;

/**
 * Draws lines with a round pen.
 *
 * Example: the stroke [[0.5, 0], [0.5, 1]] with the pen 0.1 is a bar in the middle, 80 rows high and 8 wide.
 *
 * @param strokes each a line through its points
 * @param pen width as a share of the box
 * @returns 112×112, 1 where there is ink, row by row
 */
export function drawStrokes(strokes: readonly (readonly Point[])[], pen: number): Uint8Array {
  const shape = new Uint8Array(FIELD_SIDE * FIELD_SIDE);
  for (const points of strokes) {
    points.forEach((point, i) => {
      drawLine(shape, points[Math.max(i - 1, 0)]!, point, pen / 2);
    });
  }
  return shape;
}

/** Looks only at the pixels that the pen can reach. */
function drawLine(shape: Uint8Array, from: Point, to: Point, reach: number): void {
  const scale = 1 - 2 * MARGIN;
  const pixelAt = (place: number) => (place * scale + MARGIN) * FIELD_SIDE;
  const first = (c: 0 | 1) => Math.max(Math.floor(pixelAt(Math.min(from[c], to[c]) - reach)) - 1, 0);
  const end = (c: 0 | 1) => Math.min(Math.ceil(pixelAt(Math.max(from[c], to[c]) + reach)) + 1, FIELD_SIDE);
  const [left, right] = [first(0), end(0)];
  for (let row = first(1); row < end(1); row++) {
    const y = ((row + 0.5) / FIELD_SIDE - MARGIN) / scale;
    for (let column = left; column < right; column++) {
      const x = ((column + 0.5) / FIELD_SIDE - MARGIN) / scale;
      if (squaredDistance(x, y, from, to) <= reach ** 2) shape[row * FIELD_SIDE + column] = 1;
    }
  }
}

/**
 * A smooth line through the given points (Catmull–Rom), for strokes that a hand would draw in one go.
 *
 * @param points at least two
 * @param steps pieces between two points
 */
export function smooth(points: readonly Point[], steps = 6): Point[] {
  const at = (i: number): Point => points[Math.min(Math.max(i, 0), points.length - 1)]!;
  const line: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    for (let k = 0; k <= steps; k++) line.push(between(at(i - 1), at(i), at(i + 1), at(i + 2), k / steps));
  }
  return line;
}

function between(before: Point, from: Point, to: Point, after: Point, t: number): Point {
  const along = (c: 0 | 1): number =>
    0.5 *
    (2 * from[c] +
      (to[c] - before[c]) * t +
      (2 * before[c] - 5 * from[c] + 4 * to[c] - after[c]) * t * t +
      (3 * from[c] - before[c] - 3 * to[c] + after[c]) * t * t * t);
  return [along(0), along(1)];
}

/** Square of the distance from a point to a straight piece of line. */
function squaredDistance(x: number, y: number, from: Point, to: Point): number {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((x - from[0]) * dx + (y - from[1]) * dy) / length;
  const t = Math.min(Math.max(along, 0), 1);
  return (x - from[0] - t * dx) ** 2 + (y - from[1] - t * dy) ** 2;
}
