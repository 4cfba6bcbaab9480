import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { readPredict } from '../../../protocols/tf-serving/read-predict';
import type { Services } from '../../../service/services';
import { keyWith } from '../../access';
import { adviceForText, TEXT_COPIES, takeJson } from '../../body/read-image';
import { parseJson } from '../../body/read-json';
import type { HonoContext, HonoEnv } from '../../hono-env';
import { ModelPathSchema, servedVersion, VersionPathSchema } from '../../input/served-version';
import { PROTOCOL_RECOGNITION_CODES, protocolResponses } from '../../openapi/protocol-responses';
import { answerAll } from '../../protocol-batch';
import { toHonoPath } from '../../route-table';

/** Its structure is checked by hand, so that a message can say what it nearly was. */
const PredictRequestSchema = z
  .object({
    signature_name: z.string().optional().openapi({ example: 'serving_default' }),
    instances: z
      .array(z.unknown())
      .optional()
      .openapi({
        description:
          'Row format. Each picture as 28×28, 784 or 28×28×1 numbers, 0 to 1 or 0 to 255, white on black, or as ' +
          '`{"b64": …}` or `{"image_bytes": {"b64": …}}`, base64 of a PNG or JPEG',
      }),
    inputs: z
      .unknown()
      .optional()
      .openapi({ description: 'Columnar format: the same pictures, or an object that names them' }),
  })
  .openapi('TfPredictRequest');

const Probabilities = z
  .array(z.array(z.number().min(0).max(1)))
  .openapi({ description: 'Ten probabilities for each picture, those of 0 to 9' });

const PredictResponseSchema = z
  .union([z.object({ predictions: Probabilities }), z.object({ outputs: Probabilities })])
  .openapi('TfPredictResponse');

const predict: Omit<RouteConfig, 'path'> = {
  method: 'post',
  tags: ['Recognition'],
  security: keyWith('predict'),
  summary: 'TensorFlow Serving, KServe V1: recognise the digits in pictures',
  description:
    '`instances` are answered with `predictions`, `inputs` with `outputs`. All pictures are answered, or none.',
  responses: {
    200: {
      description: 'Probabilities',
      content: { 'application/json': { schema: PredictResponseSchema } },
    },
    ...protocolResponses(PROTOCOL_RECOGNITION_CODES),
  },
};

/** The version is optional. */
const PLACES = [
  { path: '/v1/models/{model}:predict', suffix: '', params: ModelPathSchema },
  { path: '/v1/models/{model}/versions/{version}:predict', suffix: 'Version', params: VersionPathSchema },
] as const;

/** To be registered before the routes of models, whose paths would match these as well. */
export function registerTfPredict(app: OpenAPIHono<HonoEnv>, services: Services): void {
  for (const { path, suffix, params } of PLACES) {
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
    const json = parseJson(takeJson(bytes, services.config), 'send {"instances": […]}');
    const { pictures, answer } = readPredict(json, maxBatchImages);
    const batch = { pictures, [Symbol.dispose]: () => body.release() };
    const { answers } = await answerAll(c, services, batch, version);
    return c.json({ [answer]: answers.map(({ probabilities }) => Array.from(probabilities)) });
  } finally {
    body.release();
  }
}
