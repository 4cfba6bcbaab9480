import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import packageJson from '../../../package.json';
import type { Services } from '../../service/services';
import type { HonoContext, HonoEnv } from '../hono-env';
import { headerReferences } from '../openapi/headers';
import { sendCameraPage } from '../static-assets';

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
    feedback: z.enum(['on', 'off']).openapi({ description: 'Whether `POST /feedback` takes labels' }),
    model_accuracy: z.number().openapi({ description: 'Share of the MNIST test set that is recognised' }),
    status: z.literal('running'),
  })
  .openapi('Root');

const headers = headerReferences(['Vary']);

const route = createRoute({
  method: 'get',
  path: '/',
  operationId: 'describeService',
  tags: ['Service'],
  summary: 'Overview of the service and its endpoints',
  description: 'The place to start. Browsers get the page to draw on, depending on the Accept header.',
  responses: {
    200: {
      description: 'Overview',
      headers,
      content: {
        'application/json': { schema: RootSchema },
        'text/html': { schema: z.string().openapi({ example: '<!doctype html>…' }) },
      },
    },
    304: { description: 'The page has not changed since the ETag in If-None-Match', headers },
  },
});

/** `GET /`: an overview for programs, the playground for browsers. */
export function registerRoot(app: OpenAPIHono<HonoEnv>, { models, assets, feedback }: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, async (c) => {
    c.header('Vary', 'Accept');
    return prefersPage(c) ? sendCameraPage(c, assets, 'playground') : c.json(describeService(), 200);
  });

  function describeService(): z.infer<typeof RootSchema> {
    return {
      message: 'Handwritten digit recognition API',
      version: packageJson.version,
      endpoints: {
        predict: 'POST /predict',
        health: 'GET /health',
        metrics: 'GET /metrics',
        model_info: 'GET /model_info',
        docs: 'GET /docs',
      },
      feedback: feedback.isOn ? 'on' : 'off',
      model_accuracy: models.card().test.accuracy,
      status: 'running',
    };
  }
}

/** Whether the client is a browser: others, which accept anything, get JSON. */
function prefersPage(c: HonoContext): boolean {
  const supports = ['application/json', 'text/html'];
  return accepts(c, { header: 'Accept', supports, default: 'application/json' }) === 'text/html';
}
