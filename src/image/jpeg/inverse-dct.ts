import type { Points } from './coefficient-weights';

/** The level shift of T.81 A.3.1. Rounding and clamping are left to the Uint8ClampedArray. */
const LEVEL = 128;

const workspace = new Float64Array(64);

/**
 * Inverse DCT of a reduced block whose coefficients carry the weights of `coefficientWeights`: columns, then rows.
 *
 * @param points samples on each side
 * @param block coefficients by row and column of frequency
 * @param from where the block starts in it
 * @param plane receives the samples
 * @param to offset of the block's upper left sample
 * @param stride of the plane
 */
export function inverseDct(
  points: Points,
  block: Float64Array,
  from: number,
  plane: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  // The level shift, added to the mean, reaches every sample.
  block[from] = block[from]! + LEVEL;
  if (points === 1) {
    plane[to] = block[from]!;
    return;
  }
  const transform = points === 8 ? transform8 : points === 4 ? transform4 : transform2;
  for (let i = 0; i < points; i++) transform(block, from + i, points, workspace, i);
  // The columns are done: what they gave are the rows of the workspace.
  for (let row = 0; row < points; row++) transform(workspace, row * points, 1, plane, to + row * stride);
}

/** Inverse DCT of `points` values that stand `step` apart; results stand as far apart as in a column or a row. */
type Transform = (
  source: Float64Array,
  from: number,
  step: number,
  target: Float64Array | Uint8ClampedArray,
  to: number,
) => void;

const transform2: Transform = (source, from, step, target, to) => {
  const x0 = source[from]!;
  const x1 = source[from + step]!;
  target[to] = x0 + x1;
  target[to + step] = x0 - x1;
};

const COS_PI_8 = Math.cos(Math.PI / 8);
const COS_3PI_8 = Math.cos((3 * Math.PI) / 8);

const transform4: Transform = (source, from, step, target, to) => {
  const x0 = source[from]!;
  const x1 = source[from + step]!;
  const x2 = source[from + 2 * step]!;
  const x3 = source[from + 3 * step]!;
  const outerOdd = COS_PI_8 * x1 + COS_3PI_8 * x3;
  const innerOdd = COS_3PI_8 * x1 - COS_PI_8 * x3;
  target[to] = x0 + x2 + outerOdd;
  target[to + step] = x0 - x2 + innerOdd;
  target[to + 2 * step] = x0 - x2 - innerOdd;
  target[to + 3 * step] = x0 + x2 - outerOdd;
};

// Y. Arai, T. Agui, M. Nakajima, "A fast DCT-SQ scheme for images", Trans. IEICE E-71 (1988), run backwards: 5
// multiplications for 8 samples.
const TWO_COS_PI_8 = 2 * COS_PI_8;
const OUTER_ROTATION = 2 * (COS_PI_8 - COS_3PI_8);
const INNER_ROTATION = 2 * (COS_PI_8 + COS_3PI_8);

const transform8: Transform = (source, from, step, target, to) => {
  const x0 = source[from]!;
  const x1 = source[from + step]!;
  const x2 = source[from + 2 * step]!;
  const x3 = source[from + 3 * step]!;
  const x4 = source[from + 4 * step]!;
  const x5 = source[from + 5 * step]!;
  const x6 = source[from + 6 * step]!;
  const x7 = source[from + 7 * step]!;
  const evenSum = x0 + x4;
  const evenDifference = x0 - x4;
  const outerSum = x2 + x6;
  const outerDifference = (x2 - x6) * Math.SQRT2 - outerSum;
  const even0 = evenSum + outerSum;
  const even1 = evenDifference + outerDifference;
  const even2 = evenDifference - outerDifference;
  const even3 = evenSum - outerSum;

  const sum53 = x5 + x3;
  const difference53 = x5 - x3;
  const sum17 = x1 + x7;
  const difference17 = x1 - x7;
  const rotation = (difference53 + difference17) * TWO_COS_PI_8;
  const odd0 = sum17 + sum53;
  const odd1 = rotation - difference53 * INNER_ROTATION - odd0;
  const odd2 = (sum17 - sum53) * Math.SQRT2 - odd1;
  const odd3 = rotation - difference17 * OUTER_ROTATION - odd2;

  target[to] = even0 + odd0;
  target[to + step] = even1 + odd1;
  target[to + 2 * step] = even2 + odd2;
  target[to + 3 * step] = even3 + odd3;
  target[to + 4 * step] = even3 - odd3;
  target[to + 5 * step] = even2 - odd2;
  target[to + 6 * step] = even1 - odd1;
  target[to + 7 * step] = even0 - odd0;
};
