// A decoded picture never has more pixels than this, so that a long strip costs no more memory than a square.
// With the shorter side between 320 and 639 it is reached by strips of more than about 1 : 2.5.
export const MAX_REDUCED_PIXELS = 2 ** 20;

/**
 * The factor by which to reduce a picture while decoding: the largest that leaves the shorter side at or above
 * `minSide`, or more if the result would still be too large.
 *
 * @param width in pixels
 * @param height in pixels
 * @param minSide pixels that the shorter side keeps, at least 1
 * @param factors the reductions a decoder can do, ascending, the first one 1
 * @param maxPixels most pixels of the result, as far as `factors` allow
 * @returns one of `factors`. Worked example: 4000 × 3000, 320, [1, 2, 4, 8] gives 8, that is 500 × 375
 */
export function chooseReduction(
  width: number,
  height: number,
  minSide: number,
  factors: readonly number[],
  maxPixels: number = MAX_REDUCED_PIXELS,
): number {
  const shorter = Math.min(width, height);
  let chosen = 1;
  for (const factor of factors) {
    const reducedPixels = Math.ceil(width / chosen) * Math.ceil(height / chosen);
    if (shorter / factor >= minSide || reducedPixels > maxPixels) chosen = factor;
  }
  return chosen;
}
