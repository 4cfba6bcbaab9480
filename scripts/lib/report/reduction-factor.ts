/**
 * The whole number by which a window must be reduced to keep time and memory bounded.
 *
 * Example: 1000×600 at most 40,000 pixels: √15 rounded up, 4.
 *
 * @param window size in pixels
 * @param maxPixels most pixels of the reduced copy
 * @returns at least 1
 */
export function reductionFactor(window: { width: number; height: number }, maxPixels: number): number {
  let factor = Math.ceil(Math.sqrt((window.width * window.height) / maxPixels));
  // A strip thinner than the factor keeps one pixel of thickness, so only its length can be reduced.
  while (Math.ceil(window.width / factor) * Math.ceil(window.height / factor) > maxPixels) factor++;
  return factor;
}
