import { z } from '@hono/zod-openapi';
import { ASSIGNERS, type Assigner, DIGITS, REJECT_REASONS } from '../../domain';
import type { Prediction } from '../../service/predict';
import { ExplanationSchema, toExplanationJson } from './explanation';

const Probability = z.number().min(0).max(1);

const VoteSchema = z
  .object({ model_version: z.string(), digit: z.int().min(0).max(9), confidence: Probability })
  .openapi('Vote');

/** Who chose the version of the model. */
export const AssignerSchema = z.enum(ASSIGNERS).openapi({
  description: 'Who chose `model_version`: the traffic split, `?model=` of the request, or neither',
  example: 'default',
});

/** An answer to one picture. */
export const PredictionSchema = z
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
    model_version: z.string().openapi({ example: 'v3.0' }),
    assigned_by: AssignerSchema,
    request_id: z.string(),
    is_digit: z.boolean().openapi({ description: 'Whether the picture shows one digit' }),
    reject_reason: z.enum(REJECT_REASONS).nullable().openapi({ description: 'Why not, or null' }),
    out_of_distribution_score: Probability.openapi({
      description: 'How unlike the training digits the picture is; above 0.5 it is `not_a_digit`',
      example: 0.0004,
    }),
    votes: z.array(VoteSchema).optional().openapi({
      description:
        'What each of several networks says: the members of an ensemble, or the one that finds the digit and the one that reads it',
    }),
    disagreement: z.number().min(0).optional().openapi({
      description:
        'Jensen–Shannon divergence of the votes, in nats: 0 if all agree, at most the logarithm of their number; with `votes`',
    }),
    explanation: ExplanationSchema.optional().openapi({ description: 'With `explain=true` only' }),
  })
  .openapi('Prediction');

/**
 * @param requestId of the request that asked
 * @param assignedBy who chose the version
 */
export function toPredictionJson(
  prediction: Prediction,
  requestId: string,
  assignedBy: Assigner,
): z.infer<typeof PredictionSchema> {
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
    assigned_by: assignedBy,
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
