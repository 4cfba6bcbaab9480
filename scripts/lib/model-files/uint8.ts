/** Numbers as multiples of a step above the least of them. */
export interface QuantizedNumbers {
  readonly steps: Uint8Array;
  readonly scale: number;
  readonly min: number;
}

/**
 * Rounds to the nearest of 256 evenly spaced values from the least to the greatest, as tfjs reads them:
 * `value = step · scale + min`.
 *
 * @param values finite
 * @example `encodeUint8(new Float32Array([-1, 0, 4.1]))` has the steps 0, 50 and 255, `scale` 0.02 and `min` −1
 */
export function encodeUint8(values: Float32Array): QuantizedNumbers {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const scale = (max - min) / 255 || 1;
  return { steps: Uint8Array.from(values, (value) => Math.round((value - min) / scale)), scale, min };
}
