import { z } from '@hono/zod-openapi';
import { DIGITS } from '../../domain';
import { figuresOf } from '../../metrics/exposition/figures';
import type { MetricsSnapshot } from '../../metrics/shards/client/merge';
import { CountSchema } from './count';
import { StaleSchema } from './stale';

/** The response of `GET /metrics`: the original service's fields, and ours. */
export const MetricsSchema = z
  .object({
    service_metrics: z.object({
      total_requests: CountSchema.openapi({
        description: 'Predictions that were asked for: pictures, and requests refused as a whole',
      }),
      successful_predictions: CountSchema.openapi({ description: 'Prediction requests that succeeded' }),
      failed_predictions: CountSchema.openapi({
        description: 'Pictures and requests that were refused or failed',
      }),
      total_errors: CountSchema.openapi({ description: 'Failed ones that were our fault (5xx)' }),
      predictions_without_digit: CountSchema.openapi({
        description:
          'Successful ones whose picture was found to show no digit; all others are in predictions_by_digit',
      }),
      success_rate: z
        .number()
        .min(0)
        .max(100)
        .openapi({ description: 'Per cent; 0 before the first request' }),
      uptime_seconds: z.number(),
      uptime_hours: z.number(),
    }),
    model_metrics: z.object({
      model_version: z.string().openapi({ example: 'v3.0' }),
      model_accuracy: z.number(),
      predictions_by_digit: z.object(Object.fromEntries(DIGITS.map((digit) => [digit, CountSchema]))),
    }),
    shards_unreachable: CountSchema.openapi({
      description: 'Shards that did not answer in time, or do not store writes',
    }),
    shards_stale: z
      .array(z.string())
      .openapi({ description: 'Their names; their last known counts are used' }),
    stale: StaleSchema,
    counts_lost: CountSchema.openapi({ description: 'Requests whose counts could not be kept' }),
    timestamp: z.iso.datetime(),
  })
  .openapi('Metrics');

/** Facts about the service that the response contains besides the figures. */
export interface ServiceFacts {
  readonly uptimeSeconds: number;
  readonly modelVersion: string;
  /** 0 to 1, from the model's card. */
  readonly modelAccuracy: number;
  readonly now: Date;
}

/**
 * Renders the figures in the original service's shape. A prediction is a `POST /predict`, or a picture of a batch; it
 * succeeded if it was answered. A batch that is rejected as a whole is one that failed. So `total_requests` is the sum of
 * `successful_predictions` and `failed_predictions`, and `successful_predictions` that of `predictions_by_digit` and
 * `predictions_without_digit`.
 */
export function toMetricsJson(snapshot: MetricsSnapshot, facts: ServiceFacts): z.infer<typeof MetricsSchema> {
  const figures = figuresOf(snapshot.cells);
  const { requests, predictions } = figures;
  return {
    service_metrics: {
      total_requests: requests,
      successful_predictions: predictions,
      failed_predictions: figures.failures,
      total_errors: figures.errors,
      predictions_without_digit: figures.withoutDigit,
      success_rate: requests === 0 ? 0 : (100 * predictions) / requests,
      uptime_seconds: facts.uptimeSeconds,
      uptime_hours: facts.uptimeSeconds / 3600,
    },
    model_metrics: {
      model_version: facts.modelVersion,
      model_accuracy: facts.modelAccuracy,
      predictions_by_digit: Object.fromEntries(figures.predictionsByDigit.entries()),
    },
    shards_unreachable: snapshot.unreachable.length,
    shards_stale: [...snapshot.unreachable],
    stale: snapshot.unreachable.length > 0,
    counts_lost: figures.lost,
    timestamp: facts.now.toISOString(),
  };
}
