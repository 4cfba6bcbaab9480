import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { MODEL_NAME } from '../../../protocols/served-model';
import { SIGNATURE_DEF } from '../../../protocols/tf-serving/signature-def';
import type { Services } from '../../../service/services';
import type { HonoContext, HonoEnv } from '../../hono-env';
import { ModelPathSchema, servedVersion, VersionPathSchema } from '../../input/served-version';
import { protocolResponses } from '../../openapi/protocol-responses';
import { toHonoPath } from '../../route-table';

const ModelListSchema = z.object({ models: z.array(z.string()) }).openapi('KServeModels');

const StatusSchema = z
  .object({
    name: z.string().openapi({ example: MODEL_NAME }),
    ready: z.literal(true).openapi({ description: 'For clients of KServe' }),
    model_version_status: z
      .array(
        z.object({
          version: z.string(),
          state: z.literal('AVAILABLE'),
          status: z.object({ error_code: z.literal('OK'), error_message: z.string() }),
        }),
      )
      .openapi({ description: 'For clients of TensorFlow Serving: all versions, or the one in the path' }),
  })
  .openapi('TfModelStatus');

const MetadataSchema = z
  .object({
    model_spec: z.object({ name: z.string(), signature_name: z.string(), version: z.string() }),
    metadata: z.object({ signature_def: z.record(z.string(), z.unknown()) }),
  })
  .openapi('TfModelMetadata');

const listRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  operationId: 'listTfModels',
  tags: ['Model servers'],
  summary: 'KServe V1: list of models',
  description: 'There is only one.',
  responses: {
    200: { description: 'Names of the models', content: { 'application/json': { schema: ModelListSchema } } },
  },
});

const status: Omit<RouteConfig, 'path'> = {
  method: 'get',
  tags: ['Model servers'],
  summary: 'TensorFlow Serving, KServe V1: model status',
  description: 'Whether the model is loaded and has passed its self-test.',
  responses: {
    200: { description: 'Available', content: { 'application/json': { schema: StatusSchema } } },
    ...protocolResponses(['unknown_model', 'model_unavailable']),
  },
};

const metadata: Omit<RouteConfig, 'path'> = {
  method: 'get',
  tags: ['Model servers'],
  summary: 'TensorFlow Serving: model metadata',
  description: 'The signature of the model.',
  responses: {
    200: { description: 'Metadata', content: { 'application/json': { schema: MetadataSchema } } },
    ...protocolResponses(['unknown_model']),
  },
};

/** Every path exists with and without the version. */
const PATHS = [
  { base: '/v1/models/{model}', suffix: '', params: ModelPathSchema },
  { base: '/v1/models/{model}/versions/{version}', suffix: 'Version', params: VersionPathSchema },
] as const;

export function registerTfModel(app: OpenAPIHono<HonoEnv>, { models }: Services): void {
  app.openapi(listRoute, (c) => c.json({ models: [MODEL_NAME] }, 200));
  for (const { base, suffix, params } of PATHS) {
    const request = { params };
    app.openAPIRegistry.registerPath(
      createRoute({ ...status, path: base, operationId: `readTfStatus${suffix}`, request }),
    );
    app.get(toHonoPath(base), (c) => answerStatus(c, models));

    const path = `${base}/metadata`;
    app.openAPIRegistry.registerPath(
      createRoute({ ...metadata, path, operationId: `readTfMetadata${suffix}`, request }),
    );
    app.get(toHonoPath(path), (c) => {
      const { version } = models.card(servedVersion(c));
      return c.json({
        model_spec: { name: MODEL_NAME, signature_name: '', version },
        metadata: { signature_def: SIGNATURE_DEF },
      } satisfies z.infer<typeof MetadataSchema>);
    });
  }
}

/** Loads only the version in the path, or the default one: versions are loaded when they are first used. */
async function answerStatus(c: HonoContext, models: Services['models']): Promise<Response> {
  const version = servedVersion(c);
  await models.load(version);
  const versions = version === undefined ? models.versions : [version];
  return c.json({
    name: MODEL_NAME,
    ready: true,
    model_version_status: versions.map((each) => ({
      version: each,
      state: 'AVAILABLE' as const,
      status: { error_code: 'OK' as const, error_message: '' },
    })),
  } satisfies z.infer<typeof StatusSchema>);
}
