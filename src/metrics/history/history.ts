import { ServiceError } from '../../errors';
import { assessDrift, type DriftStatus } from '../drift/assess';
import { DRIFT_FAMILIES, liveHistograms } from '../drift/histograms';
import type { DriftReference } from '../drift/reference';
import { FIGURE_FAMILIES, figuresOf } from '../exposition/figures';
import { addCells, type Cells } from '../series/series';
import { resolutionFor, stepStart } from '../shards/resolutions';
import type { HistoryPoint, HistoryQuery } from '../shards/shard-protocol';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };
const LONGEST_WINDOW = 30 * DAY;
/** More points than a chart has pixels help nobody. */
const MOST_POINTS = 1_500;

/**
 * Reads a length of time.
 * @param text a whole number and a unit: `15m`, `24h`, `30d`
 * @returns seconds
 * @throws ServiceError `invalid_request` for anything else, or for more than 30 days
 */
export function parseDuration(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const seconds = count === undefined ? Number.NaN : Number(count) * UNITS[unit!]!;
  if (seconds <= LONGEST_WINDOW) return seconds;
  throw new ServiceError(
    'invalid_request',
    `Cannot use duration "${text}": expected 1m to 30d, for instance 24h`,
  );
}

/**
 * Plans the reading of a window that ends now.
 * @param window seconds
 * @param step seconds, or null for one that suits a chart: 1 minute up to 3 hours, 1 hour up to 4 days, else 1 day
 * @param now milliseconds since 1970
 * @param families names of the series to read
 * @throws ServiceError `invalid_request` when the step exceeds the window, the past is not kept that finely, or there
 * would be too many points
 */
export function planHistory(
  window: number,
  step: number | null,
  now: number,
  families: readonly string[],
): HistoryQuery {
  const seconds = now / 1_000;
  const chosen = step ?? (window <= 3 * HOUR ? MINUTE : window <= 4 * DAY ? HOUR : DAY);
  if (chosen > window) {
    const message = `Cannot use step ${chosen} s: a window of ${window} s holds none, expected at most as much`;
    throw new ServiceError('invalid_request', message);
  }
  const resolution = resolutionFor(chosen, window);
  if (resolution === null) {
    const message = `Cannot use step ${chosen} s: a window of ${window} s is kept by the hour, expected a multiple of 3600`;
    throw new ServiceError('invalid_request', message);
  }
  const from = stepStart(seconds - window, chosen) + chosen;
  const to = stepStart(seconds, chosen) + chosen;
  if ((to - from) / chosen > MOST_POINTS) {
    throw new ServiceError('invalid_request', `Cannot use step ${chosen} s: more than ${MOST_POINTS} points`);
  }
  return { from, to, step: chosen, resolution, families };
}

/** One step of `GET /metrics/history`. */
export interface HistoryJsonPoint {
  /** Start of the step, ISO 8601. */
  readonly timestamp: string;
  readonly requests: number;
  readonly predictions: number;
  readonly failures: number;
  readonly errors: number;
  readonly predictions_without_digit: number;
  readonly p50_seconds: number | null;
  readonly p95_seconds: number | null;
  readonly mean_confidence: number | null;
  readonly predictions_by_digit: readonly number[];
  readonly drift: DriftStatus;
  /** By feature; null where there were too few pictures in the step. */
  readonly drift_psi: Readonly<Record<string, number | null>>;
}

/** Names of the series that `toHistoryPoints` reads. */
export const HISTORY_FAMILIES: readonly string[] = [...new Set([...FIGURE_FAMILIES, ...DRIFT_FAMILIES])];

/** Tells a window step by step, the steps in which nothing happened included. */
export function toHistoryPoints(
  query: HistoryQuery,
  points: readonly HistoryPoint[],
  reference: DriftReference,
): HistoryJsonPoint[] {
  const counted = new Map(points.map(({ start, cells }) => [start, cells]));
  const starts = Array.from(
    { length: (query.to - query.from) / query.step },
    (_, i) => query.from + i * query.step,
  );
  return starts.map((start) => toHistoryPoint(start, counted.get(start) ?? {}, reference));
}

/** Adds all steps of a window up. */
export function sumPoints(points: readonly HistoryPoint[]): Cells {
  const cells: Cells = {};
  for (const point of points) addCells(cells, point.cells);
  return cells;
}

function toHistoryPoint(start: number, cells: Readonly<Cells>, reference: DriftReference): HistoryJsonPoint {
  const figures = figuresOf(cells);
  const { histograms, modelVersion } = reference;
  const drift = assessDrift(histograms, liveHistograms(cells, modelVersion));
  return {
    timestamp: new Date(start * 1_000).toISOString(),
    requests: figures.requests,
    predictions: figures.predictions,
    failures: figures.failures,
    errors: figures.errors,
    predictions_without_digit: figures.withoutDigit,
    p50_seconds: figures.medianSeconds,
    p95_seconds: figures.p95Seconds,
    mean_confidence: figures.meanConfidence,
    predictions_by_digit: figures.predictionsByDigit,
    drift: drift.status,
    drift_psi: Object.fromEntries(drift.features.map(({ feature, psi }) => [feature, psi])),
  };
}
