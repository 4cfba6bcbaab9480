import type { Outcome } from './outcome';

/** Answers whose confidence lies in one stretch of the scale. */
export interface ReliabilityBin {
  /** Middle of the stretch. */
  readonly middle: number;
  readonly count: number;
  /** Mean confidence of the answers in it; 0 where there is none. */
  readonly confidence: number;
  /** Share of them that are right; 0 where there is none. */
  readonly accuracy: number;
}

const BINS = 15;

/** Sorts answers into 15 bins of equal width by their confidence. */
export function reliability(outcomes: readonly Outcome[]): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const inside = outcomes.filter(
      ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin,
    );
    const count = inside.length;
    return {
      middle: (bin + 0.5) / BINS,
      count,
      confidence: count === 0 ? 0 : inside.reduce((sum, { confidence }) => sum + confidence, 0) / count,
      accuracy: count === 0 ? 0 : inside.filter(({ right }) => right).length / count,
    };
  });
}

/**
 * Expected calibration error: the mean distance of confidence and accuracy over the bins, weighted by their
 * counts (Guo et al., "On Calibration of Modern Neural Networks", 2017, equation 3).
 *
 * @returns 0 (confidence means what it says) to 1
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce(
    (sum, { count, confidence, accuracy }) => sum + (count / total) * Math.abs(accuracy - confidence),
    0,
  );
}
