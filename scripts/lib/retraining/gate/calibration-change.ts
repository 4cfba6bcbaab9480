import { expectedCalibrationError, type ReliabilityBin } from '../../model-files/calibration';
import { seededRandom } from '../../random';
import type { Outcome } from '../../report/outcome';

const BINS = 15;
/** Enough to tell 1 % from 2 %. */
const RESAMPLES = 1_000;
const SEED = 1;

/**
 * By how much the calibration error of one model exceeds that of another on the same pictures, and how probable it is that it does not:
 * a paired bootstrap (Efron and Tibshirani 1993).
 *
 * @param champion answers to the same pictures in the same order as the candidate's
 * @returns differences of errors; the p-value is the share of resamples in which the candidate is not worse
 */
export function calibrationChange(champion: readonly Outcome[], candidate: readonly Outcome[]) {
  const pairs = [champion, candidate].map(prepare);
  const all = Uint32Array.from(champion, (_, i) => i);
  const [before, after] = pairs.map((answers) => errorOf(answers, all)) as [number, number];
  const random = seededRandom(SEED);
  let notWorse = 0;
  for (let n = 0; n < RESAMPLES; n++) {
    const drawn = all.map(() => Math.floor(random() * all.length));
    const [first, second] = pairs.map((answers) => errorOf(answers, drawn)) as [number, number];
    if (second <= first) notWorse++;
  }
  return { champion: before, candidate: after, pValue: (notWorse + 1) / (RESAMPLES + 1) };
}

interface Prepared {
  readonly bin: Uint8Array;
  readonly confidence: Float64Array;
  readonly right: Uint8Array;
}

function prepare(outcomes: readonly Outcome[]): Prepared {
  return {
    bin: Uint8Array.from(outcomes, ({ confidence }) => Math.min(BINS - 1, Math.ceil(confidence * BINS) - 1)),
    confidence: Float64Array.from(outcomes, ({ confidence }) => confidence),
    right: Uint8Array.from(outcomes, ({ right }) => Number(right)),
  };
}

function errorOf({ bin, confidence, right }: Prepared, indices: Uint32Array): number {
  const count = new Float64Array(BINS);
  const sureness = new Float64Array(BINS);
  const hits = new Float64Array(BINS);
  for (const i of indices) {
    const at = bin[i]!;
    count[at]!++;
    sureness[at]! += confidence[i]!;
    hits[at]! += right[i]!;
  }
  const bins: ReliabilityBin[] = Array.from(count, (pictures, at) => ({
    from: at / BINS,
    to: (at + 1) / BINS,
    count: pictures,
    confidence: pictures === 0 ? 0 : sureness[at]! / pictures,
    accuracy: pictures === 0 ? 0 : hits[at]! / pictures,
  }));
  return expectedCalibrationError(bins);
}
