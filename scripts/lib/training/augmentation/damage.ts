import { type Random, uniform } from '../../random';

/** Ranges of damage: gaps in strokes, and cropped sides. */
export interface DamageTransform {
  readonly kind: 'damage';
  readonly probability: number;
  /** Number of gaps; some will miss the ink. */
  readonly gaps: readonly [number, number];
  /** Radius of a gap, in pixels. */
  readonly radius: readonly [number, number];
  /** Rows or columns lost at one side of the digit's bounding box. */
  readonly cut: readonly [number, number];
}

/**
 * Rubs gaps into the strokes and cuts off one side of the digit.
 *
 * @param pixels 784 values
 * @returns 784 values
 */
export function applyDamage(pixels: Float32Array, ranges: DamageTransform, random: Random): Float32Array {
  const result = pixels.slice();
  const gaps = Math.floor(uniform(random, ranges.gaps));
  for (let gap = 0; gap < gaps; gap++) rubOut(result, uniform(random, ranges.radius), random);
  cutSide(result, Math.floor(uniform(random, ranges.cut)), random);
  return result;
}

function rubOut(pixels: Float32Array, radius: number, random: Random): void {
  const middleX = 4 + random() * 20;
  const middleY = 4 + random() * 20;
  const reach = Math.ceil(radius);
  for (let row = Math.floor(middleY) - reach; row <= middleY + reach; row++) {
    for (let column = Math.floor(middleX) - reach; column <= middleX + reach; column++) {
      const distance = Math.hypot(column - middleX, row - middleY);
      const index = row * 28 + column;
      pixels[index] = pixels[index]! * Math.min(1, Math.max(0, distance - radius + 0.5));
    }
  }
}

function cutSide(pixels: Float32Array, depth: number, random: Random): void {
  const side = Math.floor(random() * 4);
  const vertical = side < 2;
  const fromEnd = side % 2 === 1;
  const lineHasInk = (line: number) => {
    for (let along = 0; along < 28; along++) {
      if (pixels[vertical ? line * 28 + along : along * 28 + line]! > 0.25) return true;
    }
    return false;
  };
  const lines = Array.from({ length: 28 }, (_, position) => (fromEnd ? 27 - position : position));
  const first = lines.findIndex(lineHasInk);
  if (first < 0) return;
  for (const line of lines.slice(0, first + depth)) {
    for (let along = 0; along < 28; along++) pixels[vertical ? line * 28 + along : along * 28 + line] = 0;
  }
}
