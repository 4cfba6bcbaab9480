import { type Share, shareOf } from '../metrics/experiments/share';
import { CONFIDENCE_BOUNDS, type FeedbackFigures, LABELS, type LabelledCell } from './feedback-protocol';

/** How often answers in a range of confidence were right. */
export interface ConfidenceBin {
  /** Exclusively; the first bin has all below `to`. */
  readonly from: number;
  readonly to: number;
  readonly accuracy: Share;
  /** Null without labels. */
  readonly meanConfidence: number | null;
}

/** How often predictions were right, as far as labels tell. */
export interface FeedbackAccuracy {
  /** Remembered predictions that are labelled. */
  readonly labelled: Share;
  readonly accuracy: Share;
  /**
   * The accuracy if all predictions without a label were right: what it is at most, even where only mistakes are reported. The
   * upper end of its 95 % interval; null with fewer than `MIN_LABELLED` labels.
   */
  readonly atMost: number | null;
  /** The mean confidence of all predictions that say a digit, which calibrated models are right as often as; null without any. */
  readonly expected: number | null;
  /** The same of those with a label: if it differs, the labelled ones are no fair sample. */
  readonly expectedOfLabelled: number | null;
  /** `confusion[label][answer]`, counts in the order of `LABELS`. */
  readonly confusion: readonly (readonly number[])[];
  readonly bins: readonly ConfidenceBin[];
}

/** Fewer labels may all be of the same person, or a test. */
export const MIN_LABELLED = 20;

/**
 * Summarises labels.
 * @param version of the model; null for all
 */
export function accuracyOf(
  { labelled, remembered }: FeedbackFigures,
  version: string | null,
): FeedbackAccuracy {
  const cells = labelled.filter(({ modelVersion }) => version === null || modelVersion === version);
  const seen = remembered.filter(({ modelVersion }) => version === null || modelVersion === version);
  const count = countOf(cells);
  const wrong = count - countOf(cells.filter(isCorrect));
  // Predictions were made in whole minutes, so that the first of them may be left out.
  const pictures = Math.max(count, sum(seen.map((cell) => cell.pictures)));
  const digits = cells.filter(({ answer }) => answer !== 'not_a_digit');
  return {
    labelled: shareOf(count, pictures),
    accuracy: shareOf(count - wrong, count),
    atMost: count < MIN_LABELLED ? null : shareOf(pictures - wrong, pictures).high,
    expected: ratio(sum(seen.map((cell) => cell.confidenceSum)), sum(seen.map((cell) => cell.digits))),
    expectedOfLabelled: meanConfidence(digits),
    confusion: LABELS.map((label) =>
      LABELS.map((answer) => countOf(cells.filter((cell) => cell.label === label && cell.answer === answer))),
    ),
    bins: [...CONFIDENCE_BOUNDS, 1].map((to, bin) => {
      const inBin = digits.filter((cell) => cell.bin === bin);
      return {
        from: CONFIDENCE_BOUNDS[bin - 1] ?? 0,
        to,
        accuracy: shareOf(countOf(inBin.filter(isCorrect)), countOf(inBin)),
        meanConfidence: meanConfidence(inBin),
      };
    }),
  };
}

function isCorrect({ answer, label }: LabelledCell): boolean {
  return answer === label;
}

function countOf(cells: readonly LabelledCell[]): number {
  return sum(cells.map(({ count }) => count));
}

function meanConfidence(cells: readonly LabelledCell[]): number | null {
  return ratio(sum(cells.map(({ confidenceSum }) => confidenceSum)), countOf(cells));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
