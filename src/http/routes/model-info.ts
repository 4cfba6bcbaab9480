import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { HonoEnv } from '../hono-env';
import { problemResponses } from '../problem';
import type { Services } from '../services';
import { ModelQuerySchema } from './model-query';

const ModelInfoSchema = z
  .object({
    model_version: z.string().openapi({ example: 'v1.0' }),
    model_accuracy: z.number().openapi({ description: 'Share of the MNIST test set that is recognised' }),
    input_shape: z.string().openapi({ example: '(None, 28, 28, 1)' }),
    output_shape: z.string().openapi({ example: '(None, 10)' }),
    total_parameters: z.int().openapi({ example: 225_034 }),
    layers: z.int().openapi({ description: 'Number of layers' }),
    architecture: z.array(z.string()).openapi({ example: ['conv2d', 'max_pooling2d', 'dropout'] }),
  })
  .openapi('ModelInfo');

const route = createRoute({
  method: 'get',
  path: '/model_info',
  summary: 'What the model is made of and how well it does',
  request: { query: ModelQuerySchema },
  responses: {
    200: { description: 'The model', content: { 'application/json': { schema: ModelInfoSchema } } },
    ...problemResponses(['unknown_model', 'model_unavailable', 'internal_error']),
  },
});

export function registerModelInfo(app: OpenAPIHono<HonoEnv>, { models }: Services): void {
  app.openapi(route, async (c) => {
    const model = await models.load(c.req.valid('query').model);
    return c.json(
      {
        model_version: model.version,
        model_accuracy: model.card.test.accuracy,
        input_shape: formatShape(model.inputShape),
        output_shape: formatShape(model.outputShape),
        total_parameters: model.parameters,
        layers: model.layers.length,
        architecture: model.layers.map((layer) => layer.type),
      },
      200,
    );
  });
}

/** As Python prints it: `[null, 28, 28, 1]` → `(None, 28, 28, 1)`. */
function formatShape(shape: readonly (number | null)[]): string {
  return `(${shape.map((size) => size ?? 'None').join(', ')})`;
}
