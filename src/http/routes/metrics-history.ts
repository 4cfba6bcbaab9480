import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { DRIFT_FAMILIES } from '../../metrics/drift/histograms';
import { FIGURE_FAMILIES } from '../../metrics/exposition/figures';
import { parseDuration } from '../../metrics/history/parse-duration';
import { planHistory } from '../../metrics/history/plan-history';
import { KeptFigures } from '../../service/kept-figures';
import type { Services } from '../../service/services';
import { ACCESS_CODES, keyWith } from '../access';
import type { HonoEnv } from '../hono-env';
import { HistorySchema, toHistoryJson } from '../json/history';
import { WindowSchema } from '../json/window';
import { problemResponses } from '../openapi/problem-responses';

const route = createRoute({
  method: 'get',
  path: '/metrics/history',
  operationId: 'readMetricsHistory',
  tags: ['Monitoring'],
  security: keyWith('metrics'),
  summary: 'Metrics over time',
  description: 'Kept per minute for 3 hours and per hour for 32 days. Up to 10 seconds old.',
  request: {
    query: z.object({
      window: WindowSchema.optional().openapi({ description: 'How far back; default: 1h', example: '24h' }),
      step: WindowSchema.optional().openapi({
        description:
          'Length of a step, at most the window; default: 1m for windows up to 3h, 1h up to 4d, 1d beyond',
        example: '1h',
      }),
    }),
  },
  responses: {
    200: { description: 'Time series', content: { 'application/json': { schema: HistorySchema } } },
    ...problemResponses([...ACCESS_CODES, 'invalid_request', 'rate_limited', 'internal_error']),
  },
});

/** Series that are read for each step. */
const FAMILIES = [...FIGURE_FAMILIES, ...DRIFT_FAMILIES];

export function registerMetricsHistory(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const { metrics, drift, clock } = services;
  const kept = new KeptFigures<z.infer<typeof HistorySchema>>(metrics.predictRequests, clock.now);
  app.openapi(route, async (c) => {
    const { window = '1h', step } = c.req.valid('query');
    const seconds = parseDuration(window);
    const query = planHistory(seconds, step ? parseDuration(step) : null, Date.now(), FAMILIES);
    const figures = await kept.get(`${seconds} ${query.step} ${query.from}`, async () =>
      toHistoryJson(seconds, query, await metrics.readHistory(query), drift.reference, new Date()),
    );
    c.header('Cache-Control', 'no-store');
    return c.json(figures, 200);
  });
}
