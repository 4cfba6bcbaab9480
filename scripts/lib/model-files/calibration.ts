import { argmax, softmax } from '../../../src/domain';

const CLASSES = 10;

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Bounds of the confidences in it; the lower one is excluded. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means over the bin; 0 where it is empty. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** Golden section of an interval (Kiefer 1953). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Search interval: natural logarithms of the temperature. */
const LOG_RANGE = [-1.5, 1.5] as const;
/** Each step leaves 62 % of the interval: 30 leave a millionth. */
const STEPS = 30;

/**
 * Finds the temperature with the least log loss (Guo et al. 2017, "On calibration of modern neural networks").
 *
 * @param logits `count × 10`
 * @param labels `count` digits
 */
export function fitTemperature(logits: Float32Array, labels: Uint8Array): number {
  const loss = (logTemperature: number) => logLossAt(logits, labels, Math.exp(logTemperature));
  let [low, high]: [number, number] = [...LOG_RANGE];
  for (let step = 0; step < STEPS; step++) {
    const width = GOLDEN * (high - low);
    if (loss(high - width) < loss(low + width)) high = low + width;
    else low = high - width;
  }
  return Math.exp((low + high) / 2);
}

function logLossAt(logits: Float32Array, labels: Uint8Array, temperature: number): number {
  let total = 0;
  labels.forEach((label, index) => {
    const row = logits.subarray(index * CLASSES, (index + 1) * CLASSES);
    total -= Math.log(Math.max(softmax(row, temperature)[label]!, Number.MIN_VALUE));
  });
  return total / labels.length;
}

/**
 * Groups answers by confidence and compares it with their accuracy.
 *
 * @param probabilities `count × 10`
 * @param bins of equal width
 */
export function reliability(probabilities: Float32Array, labels: Uint8Array, bins = 15): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  labels.forEach((label, index) => {
    const row = probabilities.subarray(index * CLASSES, (index + 1) * CLASSES);
    const answer = argmax(row);
    const confidence = row[answer]!;
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!;
    bin.count++;
    bin.confidence += confidence;
    if (answer === label) bin.right++;
  });
  return sums.map(({ count, confidence, right }, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count,
    confidence: count === 0 ? 0 : confidence / count,
    accuracy: count === 0 ? 0 : right / count,
  }));
}

/** @returns the mean distance between confidence and accuracy, each bin weighted by its answers (Naeini et al. 2015) */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  return bins.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.confidence - bin.accuracy), 0);
}
