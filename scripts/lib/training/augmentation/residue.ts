import { type Random, uniform } from '../../random';

/** Ranges of paper residue after normalising: an uneven background, ruled lines, specks. */
export interface ResidueTransform {
  readonly kind: 'residue';
  readonly probability: number;
  /** Height of a ground that slopes across the picture. */
  readonly slope: readonly [number, number];
  /** Strength of a straight line somewhere; half of the pictures get one. */
  readonly line: readonly [number, number];
  /** Number of specks. */
  readonly specks: readonly [number, number];
}

/**
 * Overlays residue of paper on the digit; the darker ink wins.
 *
 * @param pixels 784 values in [0, 1]
 * @returns 784 values in [0, 1]
 */
export function applyResidue(pixels: Float32Array, ranges: ResidueTransform, random: Random): Float32Array {
  const result = layGround(pixels, uniform(random, ranges.slope), random);
  if (random() < 0.5) drawLine(result, uniform(random, ranges.line), random);
  const specks = Math.floor(uniform(random, ranges.specks));
  for (let speck = 0; speck < specks; speck++) {
    const index = Math.floor(random() * 784);
    result[index] = Math.max(result[index]!, random());
  }
  return result;
}

function layGround(pixels: Float32Array, height: number, random: Random): Float32Array {
  const angle = random() * 2 * Math.PI;
  const dx = Math.cos(angle) / 40;
  const dy = Math.sin(angle) / 40;
  return pixels.map((value, index) => {
    const ground = height * (0.5 + dx * ((index % 28) - 13.5) + dy * (Math.floor(index / 28) - 13.5));
    return Math.max(value, ground);
  });
}

/** Ruled paper is level or upright, give or take a few degrees of camera. */
function drawLine(pixels: Float32Array, strength: number, random: Random): void {
  const upright = random() < 0.3;
  const start = random() * 27;
  const tilt = (random() - 0.5) * 0.15;
  for (let along = 0; along < 28; along++) {
    const across = Math.round(start + tilt * along);
    if (across < 0 || across > 27) continue;
    const index = upright ? along * 28 + across : across * 28 + along;
    pixels[index] = Math.max(pixels[index]!, strength);
  }
}
