import { block, LEVEL } from './dct-block';
import { ZIGZAG } from './zigzag';

// Y. Arai, T. Agui, M. Nakajima, "A fast DCT-SQ scheme for images", Trans. IEICE E-71 (1988), run backwards: 5
// multiplications for 8 samples. Columns and rows have it written out each: through one function that takes arrays
// they cost half as much again.
const COS_PI_8 = Math.cos(Math.PI / 8);
const COS_3PI_8 = Math.cos((3 * Math.PI) / 8);
const TWO_COS_PI_8 = 2 * COS_PI_8;
const OUTER_ROTATION = 2 * (COS_PI_8 - COS_3PI_8);
const INNER_ROTATION = 2 * (COS_PI_8 + COS_3PI_8);

/** Samples are cut to whole numbers: this makes it rounding. */
const ROUNDING = 0.5;

/** What the columns gave. */
const workspace = new Float64Array(64);

/** How many columns, from the first, hold more than their first coefficient, by the number of coefficients. */
const COLUMNS = new Uint8Array(65);
for (let k = 0; k < 64; k++) {
  const [row, column] = [ZIGZAG[k]! >> 3, ZIGZAG[k]! & 7];
  COLUMNS[k + 1] = row === 0 ? COLUMNS[k]! : Math.max(COLUMNS[k]!, column + 1);
}

/**
 * Inverse DCT of `block` at full size, 8×8 samples; `block` is zero afterwards. About 150 ns.
 *
 * @param words the plane, four samples a word
 * @param to word of the upper left sample
 * @param stride words of a row
 * @param coefficients how many of the 64, in zigzag order, may not be zero
 */
export function fullInverseDct(words: Int32Array, to: number, stride: number, coefficients: number): void {
  block[0] = block[0]! + LEVEL + ROUNDING;
  if (coefficients === 1) {
    fillBlock(words, to, stride);
    return;
  }
  transformColumns(COLUMNS[coefficients]!);
  transformRows(words, to, stride);
}

/** Nothing but a mean: on blank paper most blocks are like that. */
function fillBlock(words: Int32Array, start: number, stride: number): void {
  const fourSamples = clamp(block[0]! | 0) * 0x01010101;
  block[0] = 0;
  for (let row = 0, to = start; row < 8; row++, to += stride) {
    words[to] = fourSamples;
    words[to + 1] = fourSamples;
  }
}

/** The first `count` columns in full; those after them hold one value each, and so do their samples. */
function transformColumns(count: number): void {
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

function transformRows(words: Int32Array, start: number, stride: number): void {
  for (let i = 0, to = start; i < 64; i += 8, to += stride) {
    const x0 = workspace[i]!;
    const x1 = workspace[i + 1]!;
    const x2 = workspace[i + 2]!;
    const x3 = workspace[i + 3]!;
    const x4 = workspace[i + 4]!;
    const x5 = workspace[i + 5]!;
    const x6 = workspace[i + 6]!;
    const x7 = workspace[i + 7]!;

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

    let a = (even0 + odd0) | 0;
    let b = (even1 + odd1) | 0;
    let c = (even2 + odd2) | 0;
    let d = (even3 + odd3) | 0;
    let e = (even3 - odd3) | 0;
    let f = (even2 - odd2) | 0;
    let g = (even1 - odd1) | 0;
    let h = (even0 - odd0) | 0;
    // One test for eight samples, and two stores: as single bytes they cost a fifth more.
    if (((a | b | c | d | e | f | g | h) & ~255) !== 0) {
      a = clamp(a);
      b = clamp(b);
      c = clamp(c);
      d = clamp(d);
      e = clamp(e);
      f = clamp(f);
      g = clamp(g);
      h = clamp(h);
    }
    // Every machine that runs JavaScript today puts the low byte first.
    words[to] = a | (b << 8) | (c << 16) | (d << 24);
    words[to + 1] = e | (f << 8) | (g << 16) | (h << 24);
  }
}

function clamp(level: number): number {
  return level < 0 ? 0 : level > 255 ? 255 : level;
}
