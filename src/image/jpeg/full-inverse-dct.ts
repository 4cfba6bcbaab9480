import { block, LEVEL } from './dct-block';
import {
  INNER_ROTATION,
  OUTER_ROTATION,
  TWO_COS_PI_8,
  transformColumns,
  workspace,
} from './transform-columns';
import { ZIGZAG } from './zigzag';

/** Samples are truncated to integers; adding this rounds instead. */
const ROUNDING = 0.5;

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

/** Only a mean: most blocks of blank paper. */
function fillBlock(words: Int32Array, start: number, stride: number): void {
  const fourSamples = clamp(block[0]! | 0) * 0x01010101;
  block[0] = 0;
  for (let row = 0, to = start; row < 8; row++, to += stride) {
    words[to] = fourSamples;
    words[to + 1] = fourSamples;
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
    // One test and two stores for eight samples: single bytes cost a fifth more.
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
    // Every machine that runs JavaScript today is little-endian.
    words[to] = a | (b << 8) | (c << 16) | (d << 24);
    words[to + 1] = e | (f << 8) | (g << 16) | (h << 24);
  }
}

function clamp(level: number): number {
  return level < 0 ? 0 : level > 255 ? 255 : level;
}
