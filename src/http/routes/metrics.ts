import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { toMetricsJson } from '../../metrics/exposition-json';
import { DIGITS } from '../../metrics/labels';
import type { HonoEnv } from '../hono-env';
import type { Services } from '../services';

const Count = z.int().min(0);

const MetricsSchema = z
  .object({
    service_metrics: z.object({
      total_requests: Count.openapi({ description: 'Prediction requests' }),
      successful_predictions: Count,
      failed_predictions: Count.openapi({ description: 'Prediction requests that were refused or failed' }),
      total_errors: Count.openapi({ description: 'Those of them that were our fault (5xx)' }),
      success_rate: z.number().min(0).max(100).openapi({ description: 'Per cent; 0 when nothing was asked' }),
      uptime_seconds: z.number(),
      uptime_hours: z.number(),
    }),
    model_metrics: z.object({
      model_version: z.string().openapi({ example: 'v1.0' }),
      model_accuracy: z.number(),
      predictions_by_digit: z.object(Object.fromEntries(DIGITS.map((digit) => [digit, Count]))),
    }),
    shards_unreachable: Count.openapi({ description: 'Stores of counters that did not answer in time' }),
    timestamp: z.iso.datetime(),
  })
  .openapi('Metrics');

const route = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'What was asked and answered since the beginning, over all isolates',
  responses: { 200: { description: 'Figures', content: { 'application/json': { schema: MetricsSchema } } } },
});

export function registerMetrics(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const { models, metrics, uptime } = services;
  app.openapi(route, async (c) => {
    c.header('Cache-Control', 'no-store');
    const snapshot = await metrics.read();
    const facts = {
      uptimeSeconds: uptime(),
      modelVersion: models.defaultVersion,
      modelAccuracy: models.card().test.accuracy,
      now: new Date(),
    };
    return c.json(toMetricsJson(snapshot, facts), 200);
  });
}
