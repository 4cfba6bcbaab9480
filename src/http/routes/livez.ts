import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { HonoEnv } from '../hono-env';

const LiveSchema = z.object({ status: z.literal('ok') }).openapi('Live');

const route = createRoute({
  method: 'get',
  path: '/livez',
  operationId: 'checkLiveness',
  tags: ['Health'],
  summary: 'Whether the process answers at all',
  description:
    'Checks nothing else, so an orchestrator that relies on it restarts only a process that hangs.',
  responses: { 200: { description: 'Alive', content: { 'application/json': { schema: LiveSchema } } } },
});

export function registerLivez(app: OpenAPIHono<HonoEnv>): void {
  app.openapi(route, (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ status: 'ok' } as const, 200);
  });
}
