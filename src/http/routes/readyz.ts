import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { checkReadiness } from '../../service/readiness';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { FlagSchema } from '../input/flag';
import { problemResponses } from '../openapi/problem-responses';

const CheckSchema = z.object({ ok: z.boolean(), detail: z.string().nullable() });

const ReadySchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z
      .object({ model: CheckSchema, storage: CheckSchema, traffic: CheckSchema })
      .optional()
      .openapi({ description: 'With ?verbose; `traffic` does not decide' }),
  })
  .openapi('Ready');

const content = { 'application/json': { schema: ReadySchema } };

const route = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'checkReadiness',
  tags: ['Health'],
  summary: 'Whether the service can do its work',
  description:
    'Ready means: the model is loaded and has passed its self-test, and the storage of the counters answers and accepts writes.',
  request: {
    query: z.object({
      verbose: FlagSchema.openapi({ description: 'Include the result of each check' }),
    }),
  },
  responses: {
    200: { description: 'Ready', content },
    503: { description: 'Not ready', content },
    ...problemResponses(['invalid_request']),
  },
});

export function registerReadyz(app: OpenAPIHono<HonoEnv>, services: Services): void {
  app.openapi(route, async (c) => {
    const { ready, checks } = await checkReadiness(services);
    c.header('Cache-Control', 'no-store');
    const body = { status: ready ? ('ready' as const) : ('not_ready' as const) };
    const verbose = c.req.valid('query').verbose === true;
    return c.json(verbose ? { ...body, checks } : body, ready ? 200 : 503);
  });
}
