import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { MODEL_VERSIONS } from '../../inference/versions';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { ModelQuerySchema } from '../input/model-query';
import { problemResponses } from '../openapi/problem-responses';

const ModelInfoSchema = z
  .object({
    model_version: z.string().openapi({ example: 'v1.0' }),
    model_accuracy: z.number().openapi({ description: 'Share of the MNIST test set that is recognised' }),
    input_shape: z.string().openapi({ example: '(None, 28, 28, 1)' }),
    output_shape: z.string().openapi({ example: '(None, 10)' }),
    total_parameters: z.int().openapi({ example: 225_034 }),
    layers: z.int().openapi({ description: 'Number of layers' }),
    architecture: z.array(z.string()).openapi({ example: ['conv2d', 'max_pooling2d', 'dropout'] }),
    description: z.string(),
    created: z.iso.datetime(),
    members: z
      .array(z.string())
      .nullable()
      .openapi({ description: 'Members of an ensemble; null for a single network' }),
    multiply_adds: z.int().openapi({
      description: 'Multiply–add operations of a forward pass for one picture',
      example: 2_631_040,
    }),
    expected_calibration_error: z
      .number()
      .openapi({ description: 'On the MNIST test set, over 15 bins', example: 0.0015 }),
    rejected_digits: z.number().openapi({
      description: 'Share of the MNIST test set that is rejected as not a digit',
      example: 0.0045,
    }),
    available_models: z.array(z.string()).openapi({
      description: 'Allowed values of `?model=`',
      example: [...MODEL_VERSIONS],
    }),
  })
  .openapi('ModelInfo');

const route = createRoute({
  method: 'get',
  path: '/model_info',
  operationId: 'describeModel',
  tags: ['Recognition'],
  summary: 'Architecture and accuracy of the model',
  description: 'Read from the loaded model and its card; the figures are for the MNIST test set.',
  request: { query: ModelQuerySchema },
  responses: {
    200: { description: 'The model', content: { 'application/json': { schema: ModelInfoSchema } } },
    ...problemResponses(['invalid_request', 'unknown_model', 'model_unavailable', 'internal_error']),
  },
});

export function registerModelInfo(app: OpenAPIHono<HonoEnv>, { models }: Services): void {
  app.openapi(route, async (c) => {
    const model = await models.load(c.req.valid('query').model);
    const { card } = model;
    return c.json(
      {
        model_version: model.version,
        model_accuracy: card.test.accuracy,
        input_shape: formatShape(model.inputShape),
        output_shape: formatShape(model.outputShape),
        total_parameters: model.parameters,
        layers: model.layers.length,
        architecture: model.layers.map((layer) => layer.type),
        description: card.description,
        created: card.created,
        members: card.members === null ? null : [...card.members],
        multiply_adds: card.architecture.multiplyAdds,
        expected_calibration_error: card.calibration.testError,
        rejected_digits: card.rejection.rejectedTestShare,
        available_models: models.versions,
      },
      200,
    );
  });
}

/** Formats a shape as Python does: `[null, 28, 28, 1]` → `(None, 28, 28, 1)`. */
function formatShape(shape: readonly (number | null)[]): string {
  return `(${shape.map((size) => size ?? 'None').join(', ')})`;
}
