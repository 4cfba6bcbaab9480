import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { REJECT_REASONS } from '../../domain';
import { PICTURE_CODES } from '../../errors';
import { noDigitError } from '../../service/no-digit-error';
import { predict } from '../../service/predict';
import type { Services } from '../../service/services';
import { keyWith } from '../access';
import { assign } from '../assign';
import { ImageFormSchema, ImageJsonSchema, readImage } from '../body/read-image';
import { charge } from '../charge';
import type { HonoEnv } from '../hono-env';
import { mergeOptions, PredictOptionsSchema } from '../input/predict-options';
import { validate } from '../input/validate';
import { PredictionSchema, toPredictionJson } from '../json/prediction';
import { problemResponses } from '../openapi/problem-responses';
import { RECOGNITION_CODES } from '../openapi/recognition-codes';

const route = createRoute({
  method: 'post',
  path: '/predict',
  operationId: 'predict',
  tags: ['Recognition'],
  security: keyWith('predict'),
  summary: 'Recognise the digit in a picture',
  description:
    'Send a PNG or JPEG as the form field `file`, as the request body itself, or as base64 in JSON. ' +
    'The format is recognised by the bytes, not by the declared type.',
  request: {
    query: PredictOptionsSchema,
    body: {
      required: true,
      content: {
        'multipart/form-data': { schema: ImageFormSchema },
        'application/json': { schema: ImageJsonSchema },
        'image/png': { schema: { type: 'string', format: 'binary' } },
        'image/jpeg': { schema: { type: 'string', format: 'binary' } },
      },
    },
  },
  responses: {
    200: { description: 'The digit', content: { 'application/json': { schema: PredictionSchema } } },
    ...problemResponses([...RECOGNITION_CODES, 'too_many_parts', ...PICTURE_CODES, ...REJECT_REASONS]),
  },
});

export function registerPredict(app: OpenAPIHono<HonoEnv>, services: Services): void {
  // Not app.openapi(): it would reject a body whose declared type is not listed above.
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const query = validate(PredictOptionsSchema, c.req.query());
    await charge(c, services, 1);
    using upload = await readImage(c.req.header('content-type') ?? '', c.get('body'), services.config);
    const { model, strict, explain } = mergeOptions(PredictOptionsSchema, query, upload.options);
    const { version, assignedBy } = await assign(c, services, model);
    const prediction = await predict(services, {
      file: upload,
      model: version,
      explain,
      signal: c.req.raw.signal,
      onStage: (stage) => c.get('trace').enter(stage),
    });
    if (strict && prediction.rejectReason !== null) {
      throw noDigitError(prediction.rejectReason);
    }
    c.set('predictions', [prediction]);
    return c.json(toPredictionJson(prediction, c.get('requestId'), assignedBy));
  });
}
