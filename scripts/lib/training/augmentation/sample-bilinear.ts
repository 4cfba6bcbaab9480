/**
 * Reads a 28×28 picture between its pixels.
 *
 * @param x column, 0 = middle of the first
 * @param y row, 0 = middle of the first
 * @returns the interpolated value; outside the picture everything is 0
 * @example `sampleBilinear(pixels, 0.25, 0)` is `0.75 * pixels[0] + 0.25 * pixels[1]`
 */
export function sampleBilinear(pixels: Float32Array | Uint8Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || left > 27 || top < -1 || top > 27) return 0;
  const right = x - left;
  const down = y - top;
  const at = top * 28 + left;
  const inLeft = left >= 0;
  const inRight = left < 27;
  let value = 0;
  if (top >= 0) {
    if (inLeft) value += (1 - right) * (1 - down) * pixels[at]!;
    if (inRight) value += right * (1 - down) * pixels[at + 1]!;
  }
  if (top < 27) {
    if (inLeft) value += (1 - right) * down * pixels[at + 28]!;
    if (inRight) value += right * down * pixels[at + 29]!;
  }
  return value;
}
