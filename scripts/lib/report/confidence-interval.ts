/** The 97.5th percentile of the standard normal distribution: two-sided 95 %. */
const Z = 1.959964;

/**
 * The Wilson score interval of a proportion, which stays inside 0 and 1 and is right for small samples too
 * (Wilson 1927). 62 of 63 → 0.915 to 0.997.
 *
 * @returns bounds of the interval that covers the true proportion in 95 % of samples
 */
export function wilsonInterval(right: number, total: number): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = right / total;
  const centre = share + Z ** 2 / (2 * total);
  const margin = Z * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2));
  const scale = 1 + Z ** 2 / total;
  return { low: Math.max(0, (centre - margin) / scale), high: Math.min(1, (centre + margin) / scale) };
}
