import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { DIGITS, REJECT_REASONS, type RejectReason } from '../../domain';
import { ServiceError } from '../../errors';
import { type Prediction, predict } from '../../service/predict';
import type { Services } from '../../service/services';
import { ImageFormSchema, ImageJsonSchema, readImage } from '../body/read-image';
import type { HonoEnv } from '../hono-env';
import { mergeOptions, PredictOptionsSchema } from '../input/predict-options';
import { validate } from '../input/validate';
import { ExplanationSchema, toExplanationJson } from '../json/explanation';
import { problemResponses } from '../openapi/problem-responses';

const Probability = z.number().min(0).max(1);

const VoteSchema = z
  .object({ model_version: z.string(), digit: z.int().min(0).max(9), confidence: Probability })
  .openapi('Vote');

const PredictionSchema = z
  .object({
    predicted_digit: z.int().min(0).max(9).openapi({ example: 7 }),
    confidence: Probability.openapi({ description: 'Probability of the predicted digit', example: 0.9987 }),
    all_probabilities: z
      .object(Object.fromEntries(DIGITS.map((digit) => [digit, Probability])))
      .openapi({ description: 'Probability of each digit; they sum to 1' }),
    inference_time_seconds: z
      .number()
      .min(0)
      .openapi({
        description:
          'Time from the bytes of the file to the prediction: decoding, normalising and the CNN. ' +
          'Times shorter than two steps of the clock (2 ms) are reported as the mean of such requests',
        example: 0.00081,
      }),
    timestamp: z.iso.datetime(),
    model_version: z.string().openapi({ example: 'v2.0' }),
    request_id: z.string(),
    is_digit: z.boolean().openapi({ description: 'Whether the picture shows one digit' }),
    reject_reason: z.enum(REJECT_REASONS).nullable().openapi({ description: 'Why not, or null' }),
    out_of_distribution_score: Probability.openapi({
      description: 'How unlike the training digits the picture is; above 0.5 it is `not_a_digit`',
      example: 0.0004,
    }),
    votes: z
      .array(VoteSchema)
      .optional()
      .openapi({ description: 'Prediction of each member; for ensembles only' }),
    disagreement: z
      .number()
      .min(0)
      .optional()
      .openapi({
        description:
          'Jensen–Shannon divergence of the members’ predictions, in nats: 0 if all agree, at most ' +
          'ln(members); for ensembles only',
      }),
    explanation: ExplanationSchema.optional().openapi({ description: 'With `explain=true` only' }),
  })
  .openapi('Prediction');

const route = createRoute({
  method: 'post',
  path: '/predict',
  operationId: 'predict',
  tags: ['Recognition'],
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
    ...problemResponses([
      'missing_image',
      'invalid_request',
      'unknown_model',
      'body_too_large',
      'too_many_parts',
      'too_many_pixels',
      'side_too_long',
      'too_many_bytes',
      'unsupported_encoding',
      'rate_limited',
      'unsupported_format',
      'unsupported_png',
      'unsupported_jpeg',
      'corrupt_png',
      'corrupt_jpeg',
      ...REJECT_REASONS,
      'model_unavailable',
      'temporarily_overloaded',
      'internal_error',
    ]),
  },
});

const REFUSALS: Record<RejectReason, string> = {
  blank: 'Cannot recognise a digit: all pixels of the picture are equal',
  no_contrast: 'Cannot recognise a digit: the contrast between ink and paper is too low',
  several_objects: 'Cannot recognise a digit: the picture shows more than one object',
  not_a_digit: 'Cannot recognise a digit: the picture does not look like one',
};

export function registerPredict(app: OpenAPIHono<HonoEnv>, services: Services): void {
  // Not app.openapi(): it would reject a body whose declared type is not listed above.
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const query = validate(PredictOptionsSchema, c.req.query());
    using upload = await readImage(c.req.header('content-type') ?? '', c.get('body'), services.config);
    const { model, strict, explain } = mergeOptions(query, upload.options);
    const prediction = await predict(services, { file: upload, model, explain });
    if (strict && prediction.rejectReason !== null) {
      throw new ServiceError(prediction.rejectReason, REFUSALS[prediction.rejectReason]);
    }
    c.set('predictions', [prediction]);
    return c.json(toPredictionJson(prediction, c.get('requestId')));
  });
}

function toPredictionJson(prediction: Prediction, requestId: string): z.infer<typeof PredictionSchema> {
  const { judgement, rejectReason, explanation, normalized } = prediction;
  return {
    predicted_digit: prediction.digit,
    confidence: prediction.confidence,
    all_probabilities: Object.fromEntries(
      DIGITS.map((digit) => [digit, judgement.probabilities[Number(digit)]!]),
    ),
    inference_time_seconds: prediction.inferenceSeconds,
    timestamp: new Date().toISOString(),
    model_version: prediction.modelVersion,
    request_id: requestId,
    is_digit: rejectReason === null,
    reject_reason: rejectReason,
    out_of_distribution_score: judgement.outOfDistribution,
    ...toVotesJson(judgement),
    ...(explanation && { explanation: toExplanationJson(explanation, normalized) }),
  };
}

function toVotesJson({ votes, disagreement }: Prediction['judgement']) {
  if (votes === null || disagreement === null) return {};
  return {
    votes: votes.map(({ version, digit, confidence }) => ({ model_version: version, digit, confidence })),
    disagreement,
  };
}
