/** The path of a pen: its vertices in pixels, x then y. */
export type Stroke = readonly Point[];
type Point = readonly [x: number, y: number];

const SIDE = 28;

/**
 * Draws strokes with a round pen and smooth edges, white on black.
 *
 * @param strokes in pixels of the 28×28 picture; 0 is the middle of the first pixel
 * @param penRadius half the pen's width, in pixels
 * @returns 784 values in [0, 1]
 */
export function drawStrokes(strokes: readonly Stroke[], penRadius: number): Float32Array {
  const pixels = new Float32Array(SIDE * SIDE);
  for (const stroke of strokes) {
    for (let corner = 1; corner < stroke.length; corner++)
      drawLine(stroke[corner - 1]!, stroke[corner]!, penRadius + 0.5, pixels);
  }
  return pixels;
}

/** Looks only at the pixels that the pen reaches: a cold process draws before anything is compiled. */
function drawLine(from: Point, to: Point, reach: number, pixels: Float32Array): void {
  const first = (axis: 0 | 1) => Math.max(Math.ceil(Math.min(from[axis], to[axis]) - reach), 0);
  const last = (axis: 0 | 1) => Math.min(Math.floor(Math.max(from[axis], to[axis]) + reach), SIDE - 1);
  const [left, right, bottom] = [first(0), last(0), last(1)];
  for (let y = first(1); y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const ink = Math.min(1, reach - distanceToLine(from, to, x, y));
      if (ink > pixels[y * SIDE + x]!) pixels[y * SIDE + x] = ink;
    }
  }
}

/** @returns distance in pixels from a point to the nearest point of a stroke */
export function distanceTo(stroke: Stroke, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let corner = 1; corner < stroke.length; corner++)
    nearest = Math.min(nearest, distanceToLine(stroke[corner - 1]!, stroke[corner]!, x, y));
  return nearest;
}

function distanceToLine(from: Point, to: Point, x: number, y: number): number {
  const across = to[0] - from[0];
  const down = to[1] - from[1];
  const lengthSquared = across ** 2 + down ** 2;
  const along = lengthSquared === 0 ? 0 : ((x - from[0]) * across + (y - from[1]) * down) / lengthSquared;
  const clamped = Math.min(1, Math.max(0, along));
  const dx = x - from[0] - clamped * across;
  const dy = y - from[1] - clamped * down;
  return Math.sqrt(dx * dx + dy * dy);
}
