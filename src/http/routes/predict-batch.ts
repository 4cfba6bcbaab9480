import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';
import { refuseNoDigit } from '../../service/no-digit-error';
import type { Prediction } from '../../service/predict';
import { type BatchResult, predictBatch } from '../../service/predict-batch';
import type { Services } from '../../service/services';
import { keyWith } from '../access';
import { answerOnce, IDEMPOTENCY_CODES, IdempotencyHeaderSchema, isKeyed, REPLAYED } from '../answer-once';
import { assign } from '../assign';
import { BATCH_PATH } from '../body/batch-fields';
import { BatchFormSchema, BatchJsonSchema, readBatch } from '../body/read-batch';
import type { OwnedBatchUpload } from '../body/upload';
import { charge } from '../charge';
import type { HonoContext, HonoEnv } from '../hono-env';
import { BatchOptionsSchema, mergeOptions } from '../input/predict-options';
import { validate } from '../input/validate';
import { PictureErrorSchema, toPictureErrorJson } from '../json/picture-error';
import { AssignerSchema, PredictionSchema, toPredictionJson } from '../json/prediction';
import { headerReferences } from '../openapi/headers';
import { problemResponses } from '../openapi/problem-responses';
import { RECOGNITION_CODES } from '../openapi/recognition-codes';

/** Fields that identify a result. */
const PositionSchema = z.object({
  index: z.int().min(0).openapi({ description: 'Position of the picture in the request, from 0' }),
  id: z
    .string()
    .nullable()
    .openapi({ description: 'The id sent with the picture, otherwise its file name, otherwise null' }),
});

const FailureSchema = PositionSchema.extend({ error: PictureErrorSchema });

const BatchSchema = z
  .object({
    count: z.int().openapi({ description: 'Pictures in the request' }),
    succeeded: z.int(),
    failed: z.int(),
    results: z
      .array(
        z.union([
          PositionSchema.extend(PredictionSchema.shape).openapi('BatchPrediction'),
          FailureSchema.openapi('BatchFailure'),
        ]),
      )
      .openapi({ description: 'One per picture, in the order of the request' }),
    model_version: z.string().openapi({ example: 'v3.0' }),
    assigned_by: AssignerSchema,
    inference_time_seconds: z.number().min(0).openapi({
      description: 'For all pictures together; each result has an equal share of it',
      example: 0.052,
    }),
    timestamp: z.iso.datetime(),
    request_id: z.string(),
  })
  .openapi('Batch');

const route = createRoute({
  method: 'post',
  path: BATCH_PATH,
  operationId: 'predictBatch',
  tags: ['Recognition'],
  security: keyWith('predict'),
  summary: 'Recognise the digits in several pictures',
  description:
    'Send PNGs or JPEGs as form fields `files`, or as base64 in JSON. Each picture has its own result: one that cannot be ' +
    'read has an `error` instead of a digit, and does not affect the others.',
  request: {
    query: BatchOptionsSchema,
    headers: IdempotencyHeaderSchema,
    body: {
      required: true,
      content: {
        'multipart/form-data': { schema: BatchFormSchema },
        'application/json': { schema: BatchJsonSchema },
      },
    },
  },
  responses: {
    200: {
      description: 'One result per picture',
      headers: headerReferences([REPLAYED]),
      content: { 'application/json': { schema: BatchSchema } },
    },
    ...problemResponses([...RECOGNITION_CODES, ...IDEMPOTENCY_CODES, 'too_many_parts', 'too_many_images']),
  },
});

export function registerPredictBatch(app: OpenAPIHono<HonoEnv>, services: Services): void {
  // Not app.openapi(): it would reject a body whose declared type is not listed above.
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const query = validate(BatchOptionsSchema, c.req.query());
    using upload = await readBatch(
      c.req.header('content-type') ?? '',
      c.get('body'),
      services.config,
      isKeyed(c),
    );
    const options = mergeOptions(BatchOptionsSchema, query, upload.options);
    const content = JSON.stringify([options, upload.digest]);
    return await answerOnce(c, services, content, () => answer(c, services, upload, options));
  });
}

async function answer(
  c: HonoContext,
  services: Services,
  upload: OwnedBatchUpload,
  { model, strict }: z.infer<typeof BatchOptionsSchema>,
): Promise<Response> {
  await charge(c, services, upload.pictures.length);
  const { version, assignedBy } = await assign(c, services, model);
  const batch = await predictBatch(services, {
    batch: upload,
    model: version,
    signal: c.req.raw.signal,
    onStage: (stage) => c.get('trace').enter(stage),
  });
  const results = strict ? batch.results.map(refuseNoDigit) : batch.results;
  const predictions = results.filter(isPrediction);
  const errors = results.filter((result) => result instanceof ServiceError);
  c.set('predictions', predictions);
  c.set(
    'places',
    [...results.keys()].filter((index) => isPrediction(results[index]!)),
  );
  c.set(
    'pictureErrors',
    errors.map(({ code }) => code),
  );
  const requestId = c.get('requestId');
  return c.json({
    count: results.length,
    succeeded: predictions.length,
    failed: errors.length,
    results: results.map((result, index) => ({
      index,
      id: upload.pictures[index]!.id,
      ...(isPrediction(result)
        ? toPredictionJson(result, requestId, assignedBy)
        : { error: toPictureErrorJson(result) }),
    })),
    model_version: batch.modelVersion,
    assigned_by: assignedBy,
    inference_time_seconds: batch.inferenceSeconds,
    timestamp: new Date().toISOString(),
    request_id: requestId,
  } satisfies z.infer<typeof BatchSchema>);
}

function isPrediction(result: BatchResult): result is Prediction {
  return !(result instanceof ServiceError);
}
