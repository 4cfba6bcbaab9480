import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { HonoEnv } from '../hono-env';
import type { Services } from '../services';

const HealthySchema = z
  .object({
    status: z.literal('healthy'),
    model_loaded: z.literal(true),
    model_version: z.string().openapi({ example: 'v1.0' }),
    uptime: z.number().openapi({ description: 'Seconds since this version was deployed' }),
    timestamp: z.iso.datetime(),
  })
  .openapi('Healthy');

const UnhealthySchema = z
  .object({ status: z.literal('unhealthy'), model_loaded: z.literal(false), timestamp: z.iso.datetime() })
  .openapi('Unhealthy');

const route = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the model is loaded and answers a test image right',
  description: 'Touches no storage; use it as often as you like.',
  responses: {
    200: { description: 'Healthy', content: { 'application/json': { schema: HealthySchema } } },
    503: { description: 'Unhealthy', content: { 'application/json': { schema: UnhealthySchema } } },
  },
});

export function registerHealth(app: OpenAPIHono<HonoEnv>, { models, uptime }: Services): void {
  app.openapi(route, async (c) => {
    c.header('Cache-Control', 'no-store');
    const timestamp = new Date().toISOString();
    try {
      const model = await models.load();
      const healthy = { status: 'healthy', model_loaded: true, model_version: model.version } as const;
      return c.json({ ...healthy, uptime: uptime(), timestamp }, 200);
    } catch (error) {
      console.error(error);
      return c.json({ status: 'unhealthy', model_loaded: false, timestamp } as const, 503);
    }
  });
}
