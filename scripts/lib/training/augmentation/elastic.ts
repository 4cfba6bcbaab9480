import { gaussian, type Random, uniform } from '../../random';
import { sampleBilinear } from './sample-bilinear';

/** Ranges of a smooth random displacement of a 28×28 picture (Simard et al. 2003). */
export interface ElasticTransform {
  readonly kind: 'elastic';
  readonly probability: number;
  /** Standard deviation of the displacement at the grid's nodes, in pixels. */
  readonly strength: readonly [number, number];
}

/** Nodes per side: 7 pixels apart, about the wavelength of a trembling hand; not tuned. */
const NODES = 5;

/**
 * Displaces every pixel by what a coarse grid of random vectors says, interpolated between its nodes.
 *
 * @param pixels 784 values
 * @returns 784 values
 */
export function applyElastic(pixels: Float32Array, ranges: ElasticTransform, random: Random): Float32Array {
  const strength = uniform(random, ranges.strength);
  const offsets = Float32Array.from({ length: NODES * NODES * 2 }, () => strength * gaussian(random));
  const result = new Float32Array(784);
  for (let row = 0; row < 28; row++) {
    const v = (row * (NODES - 1)) / 27;
    const top = Math.min(Math.floor(v), NODES - 2);
    const down = smooth(v - top);
    for (let column = 0; column < 28; column++) {
      const u = (column * (NODES - 1)) / 27;
      const left = Math.min(Math.floor(u), NODES - 2);
      const right = smooth(u - left);
      const node = 2 * (top * NODES + left);
      const dx = bilinear(offsets, node, right, down);
      const dy = bilinear(offsets, node + 1, right, down);
      result[row * 28 + column] = sampleBilinear(pixels, column + dx, row + dy);
    }
  }
  return result;
}

/** A step without corners, so that strokes do not kink where grid lines pass. */
function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

function bilinear(offsets: Float32Array, node: number, right: number, down: number): number {
  const upper = offsets[node]! * (1 - right) + offsets[node + 2]! * right;
  const below = node + 2 * NODES;
  const lower = offsets[below]! * (1 - right) + offsets[below + 2]! * right;
  return upper * (1 - down) + lower * down;
}
