import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { MODEL_ALIASES } from '../../inference/versions';
import type { Services } from '../../service/services';
import type { TrafficState } from '../../traffic/traffic-book';
import { splitInForce } from '../../traffic-split';
import type { HonoEnv } from '../hono-env';
import { problemResponses } from '../openapi/problem-responses';

const Share = z.number().min(0).max(100);

const ModelSchema = z
  .object({
    version: z.string().openapi({ example: 'v3.0' }),
    aliases: z
      .array(z.string())
      .openapi({ description: 'Other names for it in `?model=`', example: ['default'] }),
    is_default: z.boolean(),
    weight: Share.openapi({ description: 'Per cent of the clients that it answers', example: 90 }),
    shadow: Share.openapi({
      description: 'Per cent of the requests that it also reads, for comparison',
      example: 0,
    }),
    status: z.enum(['serving', 'shadow', 'retired', 'available']).openapi({
      description:
        'serving: it has a share of the clients; shadow: it only reads along; retired: it had a share once; ' +
        'available: it answers where `?model=` names it, as all of them do',
    }),
    description: z.string(),
    created: z.iso.datetime(),
    members: z.array(z.string()).nullable().openapi({ description: 'Of an ensemble, or null' }),
    model_accuracy: z.number().openapi({ description: 'Share of the MNIST test set that it recognises' }),
    multiply_adds: z
      .int()
      .openapi({ description: 'Multiply–add operations of a forward pass for one picture' }),
    expected_calibration_error: z.number(),
    rejected_digits: z.number().openapi({ description: 'Share of the MNIST test set that it rejects' }),
  })
  .openapi('Model');

const ModelsSchema = z
  .object({ default: z.string(), latest: z.string(), models: z.array(ModelSchema) })
  .openapi('Models');

const route = createRoute({
  method: 'get',
  path: '/models',
  operationId: 'listModels',
  tags: ['Recognition'],
  summary: 'The versions of the model, and the traffic that each has',
  description: 'Figures are from the card of each version. No model is loaded for this.',
  responses: {
    200: { description: 'The versions', content: { 'application/json': { schema: ModelsSchema } } },
    ...problemResponses(['rate_limited', 'internal_error']),
  },
});

export function registerModels(app: OpenAPIHono<HonoEnv>, { models, traffic }: Services): void {
  app.openapi(route, async (c) => {
    const { aliases } = models;
    const state = await traffic.state();
    return c.json(
      {
        default: aliases.default,
        latest: aliases.latest,
        models: models.versions.map((version) => {
          const card = models.card(version);
          return {
            version,
            aliases: MODEL_ALIASES.filter((alias) => aliases[alias] === version),
            is_default: version === models.defaultVersion,
            ...sharesOf(version, state, models.defaultVersion),
            description: card.description,
            created: card.created,
            members: card.members === null ? null : [...card.members],
            model_accuracy: card.test.accuracy,
            multiply_adds: card.architecture.multiplyAdds,
            expected_calibration_error: card.calibration.testError,
            rejected_digits: card.rejection.rejectedTestShare,
          };
        }),
      },
      200,
    );
  });
}

function sharesOf(version: string, { split, changes }: TrafficState, defaultVersion: string) {
  const { weights, shadows } = splitInForce(split, defaultVersion);
  const weight = weights[version] ?? 0;
  const shadow = shadows[version] ?? 0;
  const hadTraffic = changes.some(({ from, to }) =>
    [from, to].some((each) => (each?.weights[version] ?? 0) > 0),
  );
  const status = weight > 0 ? 'serving' : shadow > 0 ? 'shadow' : hadTraffic ? 'retired' : 'available';
  return { weight, shadow, status } as const;
}
