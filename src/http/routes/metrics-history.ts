import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { HISTORY_FAMILIES, parseDuration, planHistory, toHistoryPoints } from '../../metrics/history/history';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { DriftStatusSchema, WindowSchema } from '../json/drift-status';
import { StaleSchema } from '../json/stale';
import { problemResponses } from '../openapi/problem-responses';

const Count = z.int().min(0);
const Seconds = z.number().min(0).nullable();

const HistorySchema = z
  .object({
    window_seconds: z.int(),
    step_seconds: z.int(),
    points: z
      .array(
        z.object({
          timestamp: z.iso.datetime().openapi({ description: 'Start of the step' }),
          requests: Count,
          predictions: Count,
          failures: Count,
          errors: Count.openapi({ description: 'Failures that were our fault (5xx)' }),
          predictions_without_digit: Count,
          p50_seconds: Seconds,
          p95_seconds: Seconds,
          mean_confidence: z.number().nullable(),
          predictions_by_digit: z.array(Count).length(10),
          drift: DriftStatusSchema,
          drift_psi: z.record(z.string(), z.number().nullable()),
        }),
      )
      .openapi({ description: 'Oldest first, steps without requests included; the last one is under way' }),
    shards_unreachable: Count,
    stale: StaleSchema,
    timestamp: z.iso.datetime(),
  })
  .openapi('MetricsHistory');

const route = createRoute({
  method: 'get',
  path: '/metrics/history',
  operationId: 'readMetricsHistory',
  tags: ['Monitoring'],
  summary: 'The figures over time',
  description: 'Kept by the minute for 3 hours and by the hour for 32 days.',
  request: {
    query: z.object({
      window: WindowSchema.optional().openapi({ description: 'How far back; default: 1h', example: '24h' }),
      step: WindowSchema.optional().openapi({
        description:
          'What one point covers, at most the window; default: 1m up to a window of 3h, 1h up to 4d, else 1d',
        example: '1h',
      }),
    }),
  },
  responses: {
    200: { description: 'Time series', content: { 'application/json': { schema: HistorySchema } } },
    ...problemResponses(['invalid_request', 'internal_error']),
  },
});

export function registerMetricsHistory(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const { metrics, drift } = services;
  app.openapi(route, async (c) => {
    const { window = '1h', step } = c.req.valid('query');
    const seconds = parseDuration(window);
    const query = planHistory(seconds, step ? parseDuration(step) : null, Date.now(), HISTORY_FAMILIES);
    const { points, unreachable } = await metrics.readHistory(query);
    c.header('Cache-Control', 'no-store');
    return c.json(
      {
        window_seconds: seconds,
        step_seconds: query.step,
        points: toHistoryPoints(query, points, drift.reference).map((point) => ({
          ...point,
          predictions_by_digit: [...point.predictions_by_digit],
          drift_psi: { ...point.drift_psi },
        })),
        shards_unreachable: unreachable.length,
        stale: unreachable.length > 0,
        timestamp: new Date().toISOString(),
      },
      200,
    );
  });
}
