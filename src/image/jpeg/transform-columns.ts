import { block } from './dct-block';

// Y. Arai, T. Agui, M. Nakajima, "A fast DCT-SQ scheme for images", Trans. IEICE E-71 (1988), run backwards: 5
// multiplications for 8 samples. It is written out for columns and for rows: one shared function that takes arrays
// takes half as long again.
const COS_PI_8 = Math.cos(Math.PI / 8);
const COS_3PI_8 = Math.cos((3 * Math.PI) / 8);
export const TWO_COS_PI_8 = 2 * COS_PI_8;
export const OUTER_ROTATION = 2 * (COS_PI_8 - COS_3PI_8);
export const INNER_ROTATION = 2 * (COS_PI_8 + COS_3PI_8);

/** Result of the column pass. */
export const workspace = new Float64Array(64);

/**
 * The first step of an inverse DCT of `block`, into `workspace`; `block` is zero afterwards.
 *
 * @param count columns that are transformed in full; those after them hold one value each, and so do their samples
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: straight arithmetic on eight locals
export function transformColumns(count: number): void {
  for (let i = count; i < 8; i++) {
    const x0 = block[i]!;
    block[i] = 0;
    workspace[i] = x0;
    workspace[i + 8] = x0;
    workspace[i + 16] = x0;
    workspace[i + 24] = x0;
    workspace[i + 32] = x0;
    workspace[i + 40] = x0;
    workspace[i + 48] = x0;
    workspace[i + 56] = x0;
  }
  for (let i = 0; i < count; i++) {
    const x0 = block[i]!;
    const x1 = block[i + 8]!;
    const x2 = block[i + 16]!;
    const x3 = block[i + 24]!;
    const x4 = block[i + 32]!;
    const x5 = block[i + 40]!;
    const x6 = block[i + 48]!;
    const x7 = block[i + 56]!;
    block[i] = 0;
    block[i + 8] = 0;
    block[i + 16] = 0;
    block[i + 24] = 0;
    block[i + 32] = 0;
    block[i + 40] = 0;
    block[i + 48] = 0;
    block[i + 56] = 0;

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

    workspace[i] = even0 + odd0;
    workspace[i + 8] = even1 + odd1;
    workspace[i + 16] = even2 + odd2;
    workspace[i + 24] = even3 + odd3;
    workspace[i + 32] = even3 - odd3;
    workspace[i + 40] = even2 - odd2;
    workspace[i + 48] = even1 - odd1;
    workspace[i + 56] = even0 - odd0;
  }
}
