import type { Points } from './coefficient-weights';
import type { Plane } from './component';
import { block, LEVEL } from './dct-block';
import { fullInverseDct } from './full-inverse-dct';

/** Result of the column pass. */
const workspace = new Float64Array(16);

/**
 * Inverse DCT of `block`, whose coefficients carry the weights of `coefficientWeights`: columns, then rows. `block` is
 * zero afterwards.
 *
 * @param plane receives the samples, as many as its `points` say
 * @param row block row of the plane
 * @param column block column
 * @param coefficients how many of the 64, in zigzag order, may not be zero; matters at full size alone
 */
export function inverseDct(plane: Plane, row: number, column: number, coefficients: number): void {
  const { points, stride } = plane;
  const to = row * points * stride + column * points;
  if (points === 8) fullInverseDct(plane.words, to >> 2, stride >> 2, coefficients);
  else reducedInverseDct(points, plane.data, to, stride);
}

function reducedInverseDct(
  points: Exclude<Points, 8>,
  data: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  // Rounding and clamping are left to the Uint8ClampedArray.
  block[0] = block[0]! + LEVEL;
  if (points === 1) {
    data[to] = block[0]!;
    block[0] = 0;
    return;
  }
  const transform = points === 4 ? transform4 : transform2;
  for (let i = 0; i < points; i++) transform(block, i, points, workspace, i);
  for (let i = 0; i < points; i++) transform(workspace, i * points, 1, data, to + i * stride);
  for (let i = 0; i < points * points; i++) block[i] = 0;
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
