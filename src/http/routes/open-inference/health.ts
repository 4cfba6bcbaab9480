import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { protocolResponses } from '../../openapi/protocol-responses';

const liveRoute = createRoute({
  method: 'get',
  path: '/v2/health/live',
  operationId: 'checkInferenceLiveness',
  tags: ['Model servers'],
  summary: 'Open Inference Protocol: whether the server runs',
  description: 'As `/livez`.',
  responses: {
    200: {
      description: 'It runs',
      content: { 'application/json': { schema: z.object({ live: z.literal(true) }) } },
    },
  },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/v2/health/ready',
  operationId: 'checkInferenceReadiness',
  tags: ['Model servers'],
  summary: 'Open Inference Protocol: whether the server can answer',
  description:
    'The current model is loaded and has passed its self-test. Storage, which inference does not need, is not looked at.',
  responses: {
    200: {
      description: 'It can',
      content: { 'application/json': { schema: z.object({ ready: z.literal(true) }) } },
    },
    ...protocolResponses(['model_unavailable']),
  },
});

export function registerInferenceHealth(app: OpenAPIHono<HonoEnv>, { models }: Services): void {
  app.openapi(liveRoute, (c) => c.json({ live: true as const }, 200));
  app.openapi(readyRoute, async (c) => {
    await models.load();
    return c.json({ ready: true as const }, 200);
  });
}
