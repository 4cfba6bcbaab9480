import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import packageJson from '../../../package.json';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';

const RootSchema = z
  .object({
    message: z.string(),
    version: z.string().openapi({ example: '1.0.0' }),
    endpoints: z.object({
      predict: z.literal('POST /predict'),
      health: z.literal('GET /health'),
      metrics: z.literal('GET /metrics'),
      model_info: z.literal('GET /model_info'),
      docs: z.literal('GET /docs'),
    }),
    model_accuracy: z.number().openapi({ description: 'Share of the MNIST test set that is recognised' }),
    status: z.literal('running'),
  })
  .openapi('Root');

const route = createRoute({
  method: 'get',
  path: '/',
  operationId: 'describeService',
  tags: ['Service'],
  summary: 'Overview of the service and its endpoints',
  description: 'The place to start.',
  responses: { 200: { description: 'Overview', content: { 'application/json': { schema: RootSchema } } } },
});

export function registerRoot(app: OpenAPIHono<HonoEnv>, { models }: Services): void {
  app.openapi(route, (c) =>
    c.json(
      {
        message: 'Handwritten digit recognition API',
        version: packageJson.version,
        endpoints: {
          predict: 'POST /predict' as const,
          health: 'GET /health' as const,
          metrics: 'GET /metrics' as const,
          model_info: 'GET /model_info' as const,
          docs: 'GET /docs' as const,
        },
        model_accuracy: models.card().test.accuracy,
        status: 'running' as const,
      },
      200,
    ),
  );
}
