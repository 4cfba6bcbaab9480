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
import { bucketCell, type Cells, counterCell, isCellOf, lastPartOf, SUM } from '../series/series';
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
  COUNTED.jobPictures,
  COUNTED.predictions,
  COUNTED.duration,
  COUNTED.confidence,
].map(({ name }) => name);

/** Names of the cells are made once: a history reads them for hundreds of windows. */
const PREDICTED = requestCells([PREDICT_ROUTE], isSuccess);
const FAILED = requestCells(RECOGNITION_ROUTES, isFailure);
const ERRORS = requestCells(RECOGNITION_ROUTES, (status) => status >= 500);
const PICTURES_ANSWERED = pictureCells('answered');
const PICTURES_FAILED = pictureCells('failed');
const LOST = LOSS_REASONS.map((reason) => counterCell(COUNTED.lost, { reason }));
const DURATIONS = Array.from({ length: COUNTED.duration.bounds.length + 1 }, (_, bucket) =>
  bucketCell(COUNTED.duration, { route: PREDICT_ROUTE }, bucket),
);

/** @param cells of a window, or of all time */
export function figuresOf(cells: Readonly<Cells>): Figures {
  const count = (names: readonly string[]) => names.reduce((sum, name) => sum + (cells[name] ?? 0), 0);
  const predictions = count(PREDICTED) + count(PICTURES_ANSWERED);
  const failures = count(FAILED) + count(PICTURES_FAILED);
  const durations = DURATIONS.map((name) => cells[name] ?? 0);
  const { predictionsByDigit, meanConfidence } = sumOverVersions(cells);
  return {
    requests: predictions + failures,
    predictions,
    failures,
    errors: count(ERRORS),
    lost: count(LOST),
    withoutDigit: predictions - predictionsByDigit.reduce((sum, digits) => sum + digits, 0),
    predictionsByDigit,
    medianSeconds: histogramQuantile(COUNTED.duration.bounds, durations, 0.5),
    p95Seconds: histogramQuantile(COUNTED.duration.bounds, durations, 0.95),
    meanConfidence,
  };
}

function requestCells(routes: readonly string[], accept: (status: number) => boolean): string[] {
  const statuses = STATUSES.filter((status) => accept(Number(status)));
  return routes.flatMap((route) =>
    statuses.map((status) => counterCell(COUNTED.requests, { route, method: 'POST', status })),
  );
}

function pictureCells(result: (typeof BATCH_RESULTS)[number]): string[] {
  return [COUNTED.batchPictures, COUNTED.jobPictures].map((series) => counterCell(series, { result }));
}

function isFailure(status: number): boolean {
  return !isSuccess(status) && status !== CLIENT_CLOSED_REQUEST;
}

/** Over all model versions, including those no longer served. */
function sumOverVersions(cells: Readonly<Cells>): Pick<Figures, 'predictionsByDigit' | 'meanConfidence'> {
  const predictionsByDigit = DIGITS.map(() => 0);
  let sum = 0;
  let count = 0;
  for (const [cell, value] of Object.entries(cells)) {
    if (isCellOf(COUNTED.predictions, cell)) {
      predictionsByDigit[Number(lastPartOf(cell))]! += value;
    } else if (isCellOf(COUNTED.confidence, cell)) {
      if (lastPartOf(cell) === SUM) sum += value;
      else count += value;
    }
  }
  return { predictionsByDigit, meanConfidence: count === 0 ? null : sum / count };
}
