import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { protocolResponses } from '../../openapi/protocol-responses';

const liveRoute = createRoute({
  method: 'get',
  path: '/v2/health/live',
  operationId: 'checkInferenceLiveness',
  tags: ['Model servers'],
  summary: 'Open Inference Protocol: server liveness',
  description: 'The same as `/livez`.',
  responses: {
    200: {
      description: 'Alive',
      content: { 'application/json': { schema: z.object({ live: z.literal(true) }) } },
    },
  },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/v2/health/ready',
  operationId: 'checkInferenceReadiness',
  tags: ['Model servers'],
  summary: 'Open Inference Protocol: server readiness',
  description:
    'Whether the default model is loaded and has passed its self-test. Storage is not checked: inference does not need it.',
  responses: {
    200: {
      description: 'Ready',
      content: { 'application/json': { schema: z.object({ ready: z.literal(true) }) } },
    },
    ...protocolResponses(['model_unavailable']),
  },
});

export function registerInferenceHealth(app: OpenAPIHono<HonoEnv>, { models }: Services): void {
  app.openapi(liveRoute, (c) => c.json({ live: true as const }, 200));
  app.openapi(readyRoute, async (c) => {
    await models.loadWhole();
    return c.json({ ready: true as const }, 200);
  });
}
