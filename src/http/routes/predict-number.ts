import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { PICTURE_CODES } from '../../errors';
import { predictNumber } from '../../service/predict-number';
import type { Services } from '../../service/services';
import { keyWith } from '../access';
import { ImageFormSchema, ImageJsonSchema, readImage } from '../body/read-image';
import { charge } from '../charge';
import type { HonoEnv } from '../hono-env';
import { ModelQuerySchema } from '../input/model-query';
import { mergeOptions } from '../input/predict-options';
import { validate } from '../input/validate';
import { NumberSchema, toNumberJson } from '../json/number';
import { problemResponses } from '../openapi/problem-responses';
import { RECOGNITION_CODES } from '../openapi/recognition-codes';

/** `strict` and `explain` are for pictures of one digit. */
const NumberOptionsSchema = ModelQuerySchema.strict();
const ONE_DIGIT = { strict: true, explain: true } as const;

const route = createRoute({
  method: 'post',
  path: '/predict/number',
  operationId: 'predictNumber',
  tags: ['Recognition'],
  security: keyWith('predict'),
  summary: 'Read all digits in a picture',
  description:
    'Send a PNG or JPEG in the same three ways as to `/predict`. Digits come in reading order, line by line; columns side by side ' +
    'are read row by row. Points, dashes and whatever else is no digit are left out, and a picture without digits has none. ' +
    'Models that read one digit at a time are refused.',
  request: {
    query: ModelQuerySchema,
    body: {
      required: true,
      content: {
        'multipart/form-data': { schema: ImageFormSchema.omit(ONE_DIGIT) },
        'application/json': { schema: ImageJsonSchema.omit(ONE_DIGIT) },
        'image/png': { schema: { type: 'string', format: 'binary' } },
        'image/jpeg': { schema: { type: 'string', format: 'binary' } },
      },
    },
  },
  responses: {
    200: { description: 'The digits', content: { 'application/json': { schema: NumberSchema } } },
    ...problemResponses([...RECOGNITION_CODES, 'too_many_parts', ...PICTURE_CODES]),
  },
});

export function registerPredictNumber(app: OpenAPIHono<HonoEnv>, services: Services): void {
  // Not app.openapi(): it would reject a body whose declared type is not listed above.
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const query = validate(NumberOptionsSchema, c.req.query());
    await charge(c, services, 1);
    using upload = await readImage(c.req.header('content-type') ?? '', c.get('body'), services.config);
    const { model } = mergeOptions(NumberOptionsSchema, query, upload.options);
    const prediction = await predictNumber(services, {
      file: upload,
      model,
      signal: c.req.raw.signal,
      onStage: (stage) => c.get('trace').enter(stage),
    });
    c.set('digitCount', prediction.digitCount);
    return c.json(toNumberJson(prediction, c.get('requestId')));
  });
}
