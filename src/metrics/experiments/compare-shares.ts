import { chiSquareTail } from '../drift/chi-square';
import type { Share } from './share';

/** Expected count of each cell from which the chi-square approximation holds (Cochran 1954). */
const MIN_EXPECTED = 5;

/**
 * Tests whether two shares differ: Pearson's chi-square test of a 2×2 table, one degree of freedom.
 *
 * @returns the probability of a difference at least this large if there were none; null with too few trials
 */
export function differenceByChance(one: Share, other: Share): number | null {
  const total = one.of + other.of;
  const hits = one.count + other.count;
  const cells = [one, other].flatMap(({ count, of }) => [
    { observed: count, expected: (of * hits) / total },
    { observed: of - count, expected: (of * (total - hits)) / total },
  ]);
  if (total === 0 || cells.some(({ expected }) => expected < MIN_EXPECTED)) return null;
  const statistic = cells.reduce(
    (sum, { observed, expected }) => sum + (observed - expected) ** 2 / expected,
    0,
  );
  return chiSquareTail(statistic, 1);
}
