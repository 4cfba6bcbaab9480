import { DIGITS } from '../../domain';
import { COUNTED } from '../series/catalogue';
import {
  type BATCH_RESULTS,
  CLIENT_CLOSED_REQUEST,
  isSuccess,
  LOSS_REASONS,
  PREDICT_ROUTE,
  RECOGNITION_ROUTES,
  STATUSES,
} from '../series/labels';
import { bucketCell, type Cells, counterCell, type Series, splitCell, sumCell } from '../series/series';
import { histogramQuantile } from './quantile';

/** The figures for people and alerts, derived from the cells of any window. */
export interface Figures {
  /**
   * Predictions that were asked for: pictures, and requests that were refused or failed as a whole, but for those whose
   * client went away (499).
   */
  readonly requests: number;
  /** Those that were answered, whether the picture showed a digit or not. */
  readonly predictions: number;
  /** Successful ones whose picture showed no digit: `predictions` minus the sum of `predictionsByDigit`. */
  readonly withoutDigit: number;
  /** Rejected or failed ones. */
  readonly failures: number;
  /** Failed ones that were our fault (5xx). */
  readonly errors: number;
  /** Requests of any kind whose counts could not be kept. */
  readonly lost: number;
  /** Predictions of the digits 0 to 9, over all model versions. */
  readonly predictionsByDigit: readonly number[];
  /** Seconds within which half, and 95 %, of the requests to `/predict` were answered; null without any. */
  readonly medianSeconds: number | null;
  readonly p95Seconds: number | null;
  /** Null without predictions. */
  readonly meanConfidence: number | null;
}

/** Names of the series that `figuresOf` reads. */
export const FIGURE_FAMILIES: readonly string[] = [
  COUNTED.requests,
  COUNTED.batchPictures,
  COUNTED.predictions,
  COUNTED.duration,
  COUNTED.confidence,
].map(({ name }) => name);

/** @param cells of a window, or of all time */
export function figuresOf(cells: Readonly<Cells>): Figures {
  const countRequests = (routes: readonly string[], accept: (status: number) => boolean) => {
    const statuses = STATUSES.filter((status) => accept(Number(status)));
    const names = routes.flatMap((route) =>
      statuses.map((status) => counterCell(COUNTED.requests, { route, method: 'POST', status })),
    );
    return names.reduce((sum, name) => sum + (cells[name] ?? 0), 0);
  };
  const countPictures = (result: (typeof BATCH_RESULTS)[number]) =>
    cells[counterCell(COUNTED.batchPictures, { result })] ?? 0;
  const predictions = countRequests([PREDICT_ROUTE], isSuccess) + countPictures('answered');
  const failures = countRequests(RECOGNITION_ROUTES, isFailure) + countPictures('failed');
  const predictionsByDigit = DIGITS.map((digit) => sumOverVersions(cells, COUNTED.predictions, digit));
  const durations = bucketCounts(cells, COUNTED.duration, PREDICT_ROUTE);
  return {
    requests: predictions + failures,
    predictions,
    failures,
    errors: countRequests(RECOGNITION_ROUTES, (status) => status >= 500),
    lost: LOSS_REASONS.reduce((sum, reason) => sum + (cells[counterCell(COUNTED.lost, { reason })] ?? 0), 0),
    withoutDigit: predictions - predictionsByDigit.reduce((sum, count) => sum + count, 0),
    predictionsByDigit,
    medianSeconds: histogramQuantile(COUNTED.duration.bounds, durations, 0.5),
    p95Seconds: histogramQuantile(COUNTED.duration.bounds, durations, 0.95),
    meanConfidence: meanOverVersions(cells, COUNTED.confidence),
  };
}

function isFailure(status: number): boolean {
  return !isSuccess(status) && status !== CLIENT_CLOSED_REQUEST;
}

function bucketCounts(cells: Readonly<Cells>, series: typeof COUNTED.duration, route: string): number[] {
  const buckets = Array.from({ length: series.bounds.length + 1 }, (_, bucket) => bucket);
  return buckets.map((bucket) => cells[bucketCell(series, { route }, bucket)] ?? 0);
}

/** Over all model versions, including those no longer served. */
function sumOverVersions(
  cells: Readonly<Cells>,
  series: typeof COUNTED.predictions,
  digit: (typeof DIGITS)[number],
): number {
  let sum = 0;
  for (const model_version of versionsIn(cells, series)) {
    sum += cells[counterCell(series, { model_version, digit })] ?? 0;
  }
  return sum;
}

function meanOverVersions(cells: Readonly<Cells>, series: typeof COUNTED.confidence): number | null {
  let sum = 0;
  let count = 0;
  for (const model_version of versionsIn(cells, series)) {
    sum += cells[sumCell(series, { model_version })] ?? 0;
    for (let bucket = 0; bucket <= series.bounds.length; bucket++) {
      count += cells[bucketCell(series, { model_version }, bucket)] ?? 0;
    }
  }
  return count === 0 ? null : sum / count;
}

function versionsIn(cells: Readonly<Cells>, series: Series): Set<string> {
  const versions = new Set<string>();
  const declared = new Map([[series.name, series]]);
  for (const cell of Object.keys(cells)) {
    const { name, values } = splitCell(cell, declared);
    if (name === series.name) versions.add(values[0]!);
  }
  return versions;
}
