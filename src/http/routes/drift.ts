import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import { parseDuration } from '../../metrics/history/parse-duration';
import { driftReferenceOf } from '../../service/drift-reference';
import { KeptFigures } from '../../service/kept-figures';
import type { Services } from '../../service/services';
import { ACCESS_CODES, keyWith } from '../access';
import type { HonoEnv } from '../hono-env';
import { ModelQuerySchema } from '../input/model-query';
import { DriftSchema, toDriftJson } from '../json/drift';
import { WindowSchema } from '../json/window';
import { problemResponses } from '../openapi/problem-responses';

const route = createRoute({
  method: 'get',
  path: '/drift',
  operationId: 'compareDrift',
  tags: ['Monitoring'],
  security: keyWith('metrics'),
  summary: 'How far recent pictures differ from those that the model was tested on',
  description:
    'The feature `outcome` covers all pictures; ink share, stroke width, aspect, contrast and polarity cover all ' +
    'pictures of a digit; confidence, entropy and predicted class cover the digits that the model predicted.',
  request: {
    query: ModelQuerySchema.extend({
      window: WindowSchema.optional().openapi({ description: 'How far back; default: 1h', example: '24h' }),
    }),
  },
  responses: {
    200: { description: 'Comparison by feature', content: { 'application/json': { schema: DriftSchema } } },
    ...problemResponses([
      ...ACCESS_CODES,
      'invalid_request',
      'unknown_model',
      'rate_limited',
      'internal_error',
    ]),
  },
});

export function registerDrift(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const { drift, models, metrics, clock } = services;
  const kept = new KeptFigures<z.infer<typeof DriftSchema>>(metrics.predictRequests, clock.now);
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const window = parseDuration(query.window ?? '1h');
    const reference = driftReferenceOf(models, query.model);
    const figures = await kept.get(`${window} ${reference.modelVersion}`, async () =>
      toDriftJson(window, await drift.over(window, reference), reference, new Date()),
    );
    c.header('Cache-Control', 'no-store');
    return c.json(figures, 200);
  });
}
