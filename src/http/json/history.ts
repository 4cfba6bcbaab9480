import { z } from '@hono/zod-openapi';
import { assessDrift } from '../../metrics/drift/assess';
import { liveHistograms } from '../../metrics/drift/histograms';
import type { DriftReference } from '../../metrics/drift/reference';
import { figuresOf } from '../../metrics/exposition/figures';
import { fillSteps } from '../../metrics/history/points';
import type { Cells } from '../../metrics/series/series';
import type { MetricsHistory } from '../../metrics/shards/client/shard-reader';
import type { HistoryQuery } from '../../metrics/shards/interface';
import { CountSchema } from './count';
import { DriftStatusSchema } from './drift-status';
import { StaleSchema } from './stale';

const Seconds = z.number().min(0).nullable();

const PointSchema = z.object({
  timestamp: z.iso.datetime().openapi({ description: 'Start of the step' }),
  requests: CountSchema,
  predictions: CountSchema,
  failures: CountSchema,
  errors: CountSchema.openapi({ description: 'Failures that were our fault (5xx)' }),
  predictions_without_digit: CountSchema,
  p50_seconds: Seconds,
  p95_seconds: Seconds,
  mean_confidence: z.number().nullable(),
  predictions_by_digit: z.array(CountSchema).length(10),
  drift: DriftStatusSchema,
  drift_psi: z.record(z.string(), z.number().nullable()),
});

/** The response of `GET /metrics/history`. */
export const HistorySchema = z
  .object({
    window_seconds: z.int(),
    step_seconds: z.int(),
    points: z.array(PointSchema).openapi({
      description: 'Oldest first, including steps without requests; the last one is still in progress',
    }),
    shards_unreachable: CountSchema,
    stale: StaleSchema,
    timestamp: z.iso.datetime(),
  })
  .openapi('MetricsHistory');

/**
 * Renders a window step by step, each with its figures and drift.
 *
 * @param window requested seconds
 * @param query that was read for the window
 * @param reference that the pictures of each step are compared with
 */
export function toHistoryJson(
  window: number,
  query: HistoryQuery,
  { points, unreachable }: MetricsHistory,
  reference: DriftReference,
  now: Date,
): z.infer<typeof HistorySchema> {
  // Most steps of a long window, on most services.
  const nothing = toFiguresJson({}, reference);
  return {
    window_seconds: window,
    step_seconds: query.step,
    points: fillSteps(query, points).map(({ start, cells }) => ({
      timestamp: new Date(start * 1_000).toISOString(),
      ...(cells === null ? nothing : toFiguresJson(cells, reference)),
    })),
    shards_unreachable: unreachable.length,
    stale: unreachable.length > 0,
    timestamp: now.toISOString(),
  };
}

function toFiguresJson(
  cells: Readonly<Cells>,
  { histograms, modelVersion }: DriftReference,
): Omit<z.infer<typeof PointSchema>, 'timestamp'> {
  const figures = figuresOf(cells);
  const drift = assessDrift(histograms, liveHistograms(cells, modelVersion));
  return {
    requests: figures.requests,
    predictions: figures.predictions,
    failures: figures.failures,
    errors: figures.errors,
    predictions_without_digit: figures.withoutDigit,
    p50_seconds: figures.medianSeconds,
    p95_seconds: figures.p95Seconds,
    mean_confidence: figures.meanConfidence,
    predictions_by_digit: [...figures.predictionsByDigit],
    drift: drift.status,
    drift_psi: Object.fromEntries(drift.features.map(({ feature, psi }) => [feature, psi])),
  };
}
