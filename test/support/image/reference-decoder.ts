import { ZIGZAG } from '../../../src/image/jpeg/zigzag';
import type { ComponentSpec, JpegSpec } from './build-jpeg';

/**
 * The samples of a component straight from the definition (T.81 A.3.3), in floating point, each the mean of a square
 * of `factor × factor` of its full-size samples. Slow and obvious: this is what the decoder is measured against.
 *
 * @returns rows of samples before rounding, over whole blocks
 */
export function referencePlane(spec: JpegSpec, component: ComponentSpec, factor: number): number[][] {
  const maxHorizontal = Math.max(...spec.components.map(({ horizontal }) => horizontal));
  const maxVertical = Math.max(...spec.components.map(({ vertical }) => vertical));
  const columns = Math.ceil(spec.width / (8 * maxHorizontal)) * component.horizontal;
  const rows = Math.ceil(spec.height / (8 * maxVertical)) * component.vertical;
  const points = 8 / factor;
  const plane = Array.from({ length: rows * points }, () => new Array<number>(columns * points));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const samples = referenceBlock(component.block(row, column), spec.quantization);
      for (let y = 0; y < points; y++) {
        for (let x = 0; x < points; x++) {
          plane[row * points + y]![column * points + x] = boxMean(samples, x * factor, y * factor, factor);
        }
      }
    }
  }
  return plane;
}

function boxMean(samples: readonly number[], left: number, top: number, factor: number): number {
  let sum = 0;
  for (let y = top; y < top + factor; y++) {
    for (let x = left; x < left + factor; x++) sum += samples[y * 8 + x]!;
  }
  return sum / factor ** 2;
}

/** f(x, y) = 1/4 Σ Σ C(u) C(v) S(v, u) cos((2x+1)uπ/16) cos((2y+1)vπ/16) + 128, one axis after the other. */
export function referenceBlock(coefficients: ArrayLike<number>, quantization?: ArrayLike<number>): number[] {
  const dequantized = new Array<number>(64).fill(0);
  for (let k = 0; k < 64; k++) dequantized[ZIGZAG[k]!] = coefficients[k]! * (quantization?.[k] ?? 1);
  const basis = (x: number, u: number) =>
    (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);

  const rowsDone = new Array<number>(64).fill(0);
  for (let v = 0; v < 8; v++) {
    for (let x = 0; x < 8; x++) {
      for (let u = 0; u < 8; u++) rowsDone[v * 8 + x]! += dequantized[v * 8 + u]! * basis(x, u);
    }
  }
  const samples = new Array<number>(64).fill(128);
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      for (let v = 0; v < 8; v++) samples[y * 8 + x]! += rowsDone[v * 8 + x]! * basis(y, v);
    }
  }
  return samples;
}
