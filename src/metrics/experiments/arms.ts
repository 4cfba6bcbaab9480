import { histogramQuantile } from '../exposition/quantile';
import { COUNTED } from '../series/catalogue';
import { bucketCell, type Cells, counterCell, type Series, sumCell } from '../series/series';
import { type Share, shareOf } from './share';

/** What a version made of the pictures that the traffic split assigned to it. */
export interface Arm {
  readonly version: string;
  /** Pictures that were answered, and requests that failed by our fault. */
  readonly pictures: number;
  /** Pictures without a digit, of those that were answered. */
  readonly refused: Share;
  /** Requests that failed by our fault, of all. */
  readonly failed: Share;
  /** Labelled pictures that it read right. */
  readonly accurate: Share;
  /** Of digits, whoever chose the version; null without any. */
  readonly meanConfidence: number | null;
  /** Seconds of the pictures; null without any. */
  readonly medianSeconds: number | null;
  readonly p95Seconds: number | null;
  /** Pictures by their seconds, in the buckets of `COUNTED.assignedDuration`. */
  readonly pace: readonly number[];
}

/** What a shadow made of pictures that other versions answered. */
export interface ShadowArm {
  readonly version: string;
  /** Those that it read. */
  readonly agreeing: Share;
  readonly failed: number;
  /** Left out, because the isolate was busy. */
  readonly skipped: number;
}

/** Names of the series that arms are made of. */
export const ARM_FAMILIES: readonly string[] = [
  COUNTED.assigned,
  COUNTED.shadows,
  COUNTED.assignedDuration,
  COUNTED.confidence,
].map(({ name }) => name);

/** Pictures of which somebody has said what they show. */
export interface Labelled {
  readonly labelled: number;
  readonly correct: number;
}

/**
 * @param cells of a window
 * @param labels of its pictures in the window
 */
export function armOf(
  cells: Readonly<Cells>,
  version: string,
  { labelled, correct }: Labelled = { labelled: 0, correct: 0 },
): Arm {
  const count = (result: 'digit' | 'no_digit' | 'failed') =>
    cells[counterCell(COUNTED.assigned, { model_version: version, assigned_by: 'split', result })] ?? 0;
  const [digits, refused, failed] = [count('digit'), count('no_digit'), count('failed')];
  const answered = digits + refused;
  const pace = bucketsOf(cells, COUNTED.assignedDuration, version);
  const { bounds } = COUNTED.assignedDuration;
  return {
    version,
    pictures: answered + failed,
    refused: shareOf(refused, answered),
    failed: shareOf(failed, answered + failed),
    accurate: shareOf(correct, labelled),
    meanConfidence: meanOf(cells, version),
    medianSeconds: histogramQuantile(bounds, pace, 0.5),
    p95Seconds: histogramQuantile(bounds, pace, 0.95),
    pace,
  };
}

/** @param cells of a window */
export function shadowArmOf(cells: Readonly<Cells>, version: string): ShadowArm {
  const count = (result: 'agrees' | 'differs' | 'failed' | 'skipped') =>
    cells[counterCell(COUNTED.shadows, { model_version: version, result })] ?? 0;
  const agreeing = count('agrees');
  return {
    version,
    agreeing: shareOf(agreeing, agreeing + count('differs')),
    failed: count('failed'),
    skipped: count('skipped'),
  };
}

function bucketsOf(
  cells: Readonly<Cells>,
  series: Series<{ model_version: null }>,
  version: string,
): number[] {
  return Array.from(
    { length: series.bounds.length + 1 },
    (_, bucket) => cells[bucketCell(series, { model_version: version }, bucket)] ?? 0,
  );
}

function meanOf(cells: Readonly<Cells>, version: string): number | null {
  const count = bucketsOf(cells, COUNTED.confidence, version).reduce((sum, bucket) => sum + bucket, 0);
  const sum = cells[sumCell(COUNTED.confidence, { model_version: version })] ?? 0;
  return count === 0 ? null : sum / count;
}
