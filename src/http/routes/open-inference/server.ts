import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import packageJson from '../../../../package.json';
import type { HonoEnv } from '../../hono-env';

const ServerSchema = z
  .object({
    name: z.string().openapi({ example: packageJson.name }),
    version: z.string().openapi({ example: packageJson.version }),
    extensions: z.array(z.string()).openapi({ example: ['binary_tensor_data'] }),
  })
  .openapi('InferenceServer');

const route = createRoute({
  method: 'get',
  path: '/v2',
  operationId: 'describeInferenceServer',
  tags: ['Model servers'],
  summary: 'Open Inference Protocol: server metadata',
  description: 'Name, version and supported protocol extensions.',
  responses: {
    200: { description: 'Metadata', content: { 'application/json': { schema: ServerSchema } } },
  },
});

export function registerInferenceServer(app: OpenAPIHono<HonoEnv>): void {
  app.openAPIRegistry.registerPath(route);
  // The protocol's specification writes it with a trailing slash.
  app.on('GET', [route.path, `${route.path}/`], (c) =>
    c.json({
      name: packageJson.name,
      version: packageJson.version,
      extensions: ['binary_tensor_data'],
    } satisfies z.infer<typeof ServerSchema>),
  );
}
