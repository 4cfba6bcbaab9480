import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { OUTPUTS } from '../../../protocols/open-inference/write-inference';
import { INPUTS, MODEL_NAME } from '../../../protocols/served-model';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { ModelPathSchema, servedVersion, VersionPathSchema } from '../../input/served-version';
import { protocolResponses } from '../../openapi/protocol-responses';
import { toHonoPath } from '../../route-table';

const TensorSchema = z
  .object({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) })
  .openapi('TensorMetadata');

const ModelSchema = z
  .object({
    name: z.string().openapi({ example: MODEL_NAME }),
    versions: z.array(z.string()),
    platform: z.string(),
    inputs: z.array(TensorSchema).openapi({ description: 'A request contains exactly one of them' }),
    outputs: z.array(TensorSchema),
  })
  .openapi('InferenceModel');

const ModelReadySchema = z
  .object({ name: z.string(), ready: z.literal(true) })
  .openapi('InferenceModelReady');

/** tfjs' layers format, named as Triton names its platforms. */
const PLATFORM = 'tensorflowjs_layersmodel';

const metadata: Omit<RouteConfig, 'path'> = {
  method: 'get',
  tags: ['Model servers'],
  summary: 'Open Inference Protocol: model metadata',
  description: 'The versions of the model, and its input and output tensors.',
  responses: {
    200: { description: 'Metadata', content: { 'application/json': { schema: ModelSchema } } },
    ...protocolResponses(['unknown_model']),
  },
};

const ready: Omit<RouteConfig, 'path'> = {
  method: 'get',
  tags: ['Model servers'],
  summary: 'Open Inference Protocol: model readiness',
  description: 'Whether the model is loaded and has passed its self-test.',
  responses: {
    200: { description: 'Ready', content: { 'application/json': { schema: ModelReadySchema } } },
    ...protocolResponses(['unknown_model', 'model_unavailable']),
  },
};

/** Every path exists with and without the version. */
const PATHS = [
  { base: '/v2/models/{model}', suffix: '', params: ModelPathSchema },
  { base: '/v2/models/{model}/versions/{version}', suffix: 'Version', params: VersionPathSchema },
] as const;

export function registerInferenceModel(app: OpenAPIHono<HonoEnv>, { models }: Services): void {
  for (const { base, suffix, params } of PATHS) {
    const request = { params };
    const described = createRoute({
      ...metadata,
      path: base,
      operationId: `describeInferenceModel${suffix}`,
      request,
    });
    app.openAPIRegistry.registerPath(described);
    app.get(toHonoPath(base), (c) => {
      const version = servedVersion(c);
      // Looks the version up.
      models.card(version);
      return c.json({
        name: MODEL_NAME,
        versions: version === undefined ? models.versions : [version],
        platform: PLATFORM,
        inputs: [...INPUTS],
        outputs: [...OUTPUTS],
      });
    });

    const path = `${base}/ready`;
    app.openAPIRegistry.registerPath(
      createRoute({ ...ready, path, operationId: `checkInferenceModel${suffix}`, request }),
    );
    app.get(toHonoPath(path), async (c) => {
      await models.load(servedVersion(c));
      return c.json({ name: MODEL_NAME, ready: true as const });
    });
  }
}
