import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { readPredict } from '../../../protocols/tf-serving/read-predict';
import type { Services } from '../../../service/services';
import { keyWith } from '../../access';
import { parseJson } from '../../body/parse-json';
import { adviceForText, TEXT_COPIES } from '../../body/read-image';
import type { HonoContext, HonoEnv } from '../../hono-env';
import { ModelPathSchema, servedVersion, VersionPathSchema } from '../../input/served-version';
import { PROTOCOL_RECOGNITION_CODES, protocolResponses } from '../../openapi/protocol-responses';
import { answerAll } from '../../protocol-batch';
import { toHonoPath } from '../../route-table';

/** `readPredict()` checks the structure, so that messages can say which other format a request resembles. */
const PredictRequestSchema = z
  .object({
    signature_name: z.string().optional().openapi({ example: 'serving_default' }),
    instances: z
      .array(z.unknown())
      .optional()
      .openapi({
        description:
          'Row format. Each picture is an array of 28×28, 784 or 28×28×1 numbers (white on black, 0 to 1 or 0 to 255), or a ' +
          'PNG or JPEG in base64: `{"b64": …}` or `{"image_bytes": {"b64": …}}`',
      }),
    inputs: z
      .unknown()
      .optional()
      .openapi({ description: 'Column format: the same pictures, or an object with them as its only field' }),
  })
  .openapi('TfPredictRequest');

const Probabilities = z
  .array(z.array(z.number().min(0).max(1)))
  .openapi({ description: 'For each picture the probabilities of the digits 0 to 9' });

const PredictResponseSchema = z
  .union([z.object({ predictions: Probabilities }), z.object({ outputs: Probabilities })])
  .openapi('TfPredictResponse');

const predict: Omit<RouteConfig, 'path'> = {
  method: 'post',
  tags: ['Recognition'],
  security: keyWith('predict'),
  summary: 'TensorFlow Serving, KServe V1: run inference',
  description:
    '`instances` return `predictions`, `inputs` return `outputs`. If one picture cannot be read, the whole request fails.',
  responses: {
    200: {
      description: 'Probabilities',
      content: { 'application/json': { schema: PredictResponseSchema } },
    },
    ...protocolResponses(PROTOCOL_RECOGNITION_CODES),
  },
};

/** With and without the version. */
const PATHS = [
  { path: '/v1/models/{model}:predict', suffix: '', params: ModelPathSchema },
  { path: '/v1/models/{model}/versions/{version}:predict', suffix: 'Version', params: VersionPathSchema },
] as const;

/** Must be registered before the model routes, whose paths match these as well. */
export function registerTfPredict(app: OpenAPIHono<HonoEnv>, services: Services): void {
  for (const { path, suffix, params } of PATHS) {
    const body = { required: true, content: { 'application/json': { schema: PredictRequestSchema } } };
    const request = { params, body };
    app.openAPIRegistry.registerPath(
      createRoute({ ...predict, path, operationId: `predictTf${suffix}`, request }),
    );
    app.post(toHonoPath(path), (c) => answer(c, services));
  }
}

async function answer(c: HonoContext, services: Services): Promise<Response> {
  const { maxJsonBytes, maxBodyBytes, maxBatchImages } = services.config;
  const version = servedVersion(c);
  const body = c.get('body');
  try {
    const bytes = await body.read(maxJsonBytes, adviceForText(maxBodyBytes), TEXT_COPIES);
    const json = parseJson(bytes, services.config, 'send {"instances": […]}');
    const { pictures, answer } = readPredict(json, maxBatchImages);
    const batch = { pictures, [Symbol.dispose]: () => body.release() };
    const { answers } = await answerAll(c, services, batch, version);
    return c.json({ [answer]: answers.map(({ probabilities }) => Array.from(probabilities)) });
  } finally {
    body.release();
  }
}
