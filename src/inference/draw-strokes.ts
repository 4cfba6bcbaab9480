/** The path of a pen: its vertices in pixels, x then y. */
export type Stroke = readonly (readonly [number, number])[];

/**
 * Draws strokes with a round pen and smooth edges, white on black.
 *
 * @param strokes in pixels of the 28×28 picture; 0 is the middle of the first pixel
 * @param penRadius half the pen's width, in pixels
 * @returns 784 values in [0, 1]
 */
export function drawStrokes(strokes: readonly Stroke[], penRadius: number): Float32Array {
  return Float32Array.from({ length: 784 }, (_, index) => {
    const x = index % 28;
    const y = Math.floor(index / 28);
    let nearest = Number.POSITIVE_INFINITY;
    for (const stroke of strokes) nearest = Math.min(nearest, distanceTo(stroke, x, y));
    return Math.min(1, Math.max(0, penRadius + 0.5 - nearest));
  });
}

/** @returns distance in pixels from a point to the nearest point of a stroke */
export function distanceTo(stroke: Stroke, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let corner = 1; corner < stroke.length; corner++) {
    const [x0, y0] = stroke[corner - 1]!;
    const [x1, y1] = stroke[corner]!;
    const lengthSquared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    const along = lengthSquared === 0 ? 0 : ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / lengthSquared;
    const clamped = Math.min(1, Math.max(0, along));
    const dx = x - x0 - clamped * (x1 - x0);
    const dy = y - y0 - clamped * (y1 - y0);
    nearest = Math.min(nearest, Math.sqrt(dx * dx + dy * dy));
  }
  return nearest;
}
