import { SPARE_SLOT } from './dct-block';
import { ZIGZAG } from './zigzag';

/** Zeros before a coefficient, T.81 F.1.2.2.1. */
const LONGEST_RUN = 15;

/** Samples that a block of 8×8 keeps on each side: 8 at scale 1/1, 1 at 1/8. */
export type Points = 1 | 2 | 4 | 8;

/**
 * Slot and weight of each coefficient in the reduced block. Arrays are in zigzag order, and longer than a block:
 * a damaged run of zeros that goes past its end finds SPARE_SLOT there.
 */
export interface CoefficientWeights {
  readonly points: Points;
  /** Dequantization and every constant factor of the transform in one. */
  readonly weight: Float64Array;
  /** Row × points + column in the reduced block. */
  readonly slot: Uint8Array;
}

/**
 * Prepares the reduced inverse DCT of a component, so that coefficients can be added to it one by one as they are
 * decoded, in any order.
 *
 * A reduced pixel must be the mean of the pixels that it represents. The mean of two neighbouring samples of a cosine
 * is a cosine of half as many points, weakened: cos((4m+1)x) + cos((4m+3)x) = 2 cos((4m+2)x) cos(x), here with
 * x = uπ/16. Frequencies above the middle then fold back upon those below with the opposite sign, and the middle one
 * vanishes. So each of the 64 coefficients has one slot and one weight, and the result equals transforming
 * at full size and averaging.
 *
 * @param quantization Q_k in zigzag order
 * @param points samples to keep on each side
 * @returns slots and weights for `inverseDct`
 */
export function coefficientWeights(quantization: Uint16Array, points: Points): CoefficientWeights {
  const weight = new Float64Array(64 + LONGEST_RUN);
  const slot = new Uint8Array(64 + LONGEST_RUN).fill(SPARE_SLOT);
  for (let k = 0; k < 64; k++) {
    const column = AXES[points][ZIGZAG[k]! & 7]!;
    const row = AXES[points][ZIGZAG[k]! >> 3]!;
    weight[k] = (quantization[k]! * column.factor * row.factor) / 8;
    slot[k] = row.frequency * points + column.frequency;
  }
  return { points, weight, slot };
}

interface Axis {
  /** Frequency in the reduced block. */
  readonly frequency: number;
  readonly factor: number;
}

const AXES: Record<Points, readonly Axis[]> = {
  1: Array.from({ length: 8 }, (_, u) => foldFrequency(u, 1)),
  2: Array.from({ length: 8 }, (_, u) => foldFrequency(u, 2)),
  4: Array.from({ length: 8 }, (_, u) => foldFrequency(u, 4)),
  8: Array.from({ length: 8 }, (_, u) => foldFrequency(u, 8)),
};

function foldFrequency(u: number, points: Points): Axis {
  let frequency = u;
  // T.81 A.3.3: C(0) = 1/√2; the common 1/√2 of both axes is in the division by 8 above.
  let factor = u === 0 ? 1 : Math.SQRT2;
  for (let size = 8; size > points; size /= 2) {
    factor *= Math.cos((frequency * Math.PI) / (2 * size));
    const middle = size / 2;
    if (frequency === middle) return { frequency: 0, factor: 0 };
    if (frequency > middle) {
      frequency = size - frequency;
      factor = -factor;
    }
  }
  return { frequency, factor: factor * transformScale(frequency, points) };
}

/** Factors that `inverseDct` leaves to the weights: the scaled DCT of Arai, Agui and Nakajima, and cos(π/4). */
function transformScale(frequency: number, points: Points): number {
  if (points === 8) return Math.cos((frequency * Math.PI) / 16);
  return frequency === points / 2 ? Math.SQRT1_2 : 1;
}
