import type { GreyImage } from './grey-image';

/**
 * Otsu's threshold: the level that divides a histogram into two classes with the greatest variance between them
 * (N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9, 1979).
 *
 * Example: four pixels of 10 and two of 200 part at 10, with class means 10 and 200.
 *
 * @param histogram counts of the levels from 0
 * @returns the highest level of the lower class, and the mean level of each class; on a histogram with a
 *   single level both means are that level
 */
export function otsu(histogram: ArrayLike<number>): { threshold: number; low: number; high: number } {
  let count = 0;
  let sum = 0;
  for (let level = 0; level < histogram.length; level++) {
    count += histogram[level]!;
    sum += level * histogram[level]!;
  }
  const mean = count === 0 ? 0 : sum / count;
  let best = { threshold: Math.floor(mean), low: mean, high: mean };
  let bestVariance = 0;
  let lowCount = 0;
  let lowSum = 0;
  for (let level = 0; level < histogram.length - 1; level++) {
    lowCount += histogram[level]!;
    lowSum += level * histogram[level]!;
    if (lowCount === 0 || lowCount === count) continue;
    const low = lowSum / lowCount;
    const high = (sum - lowSum) / (count - lowCount);
    const variance = lowCount * (count - lowCount) * (high - low) ** 2;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = { threshold: level, low, high };
    }
  }
  return best;
}

/** @returns how many pixels have each of the levels 0 to 255, rounded to whole ones */
export function histogramOf({ data }: GreyImage): Uint32Array {
  const histogram = new Uint32Array(256);
  for (const level of data) histogram[Math.round(level)]!++;
  return histogram;
}
