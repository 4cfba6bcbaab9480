import { z } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';
import { LABELS, type Label, type LabelReceipt, type PredictionId } from '../../feedback/feedback-protocol';
import { CountSchema } from './count';
import { PictureErrorSchema, toPictureErrorJson } from './picture-error';

const LABEL_ALLOWED = 'it must be a digit, 0 to 9, or "not_a_digit"';
const MAX_COMMENT_CHARACTERS = 500;
const MAX_LABELS = 100;
/** As long as `X-Request-Id` may be, which the id may come from. */
const MAX_REQUEST_ID_CHARACTERS = 255;

const LabelSchema = z
  .union([z.enum(LABELS), z.int().min(0, { error: LABEL_ALLOWED }).max(9, { error: LABEL_ALLOWED })], {
    error: LABEL_ALLOWED,
  })
  .transform((value) => String(value) as Label)
  .openapi({ description: 'What the picture shows', example: '7' });

const IndexSchema = z
  .int({ error: 'it must be a whole number' })
  .min(0, { error: 'it must be at least 0' })
  .openapi({ description: 'Place of the picture in a request with several, from 0', example: 0 });

/** The body of `POST /feedback`. */
export const NewFeedbackSchema = z
  .strictObject({
    request_id: z
      .string({ error: 'it must be the request_id of an answer' })
      .min(1, { error: 'it must be the request_id of an answer' })
      .max(MAX_REQUEST_ID_CHARACTERS, {
        error: `it must have at most ${MAX_REQUEST_ID_CHARACTERS} characters`,
      })
      .openapi({ description: 'That of the answer', example: 'd52e4c61-5da3-4dca-ab34-cb1eee45d447' }),
    index: IndexSchema.default(0),
    label: LabelSchema,
    comment: z
      .string({ error: 'it must be text' })
      .max(MAX_COMMENT_CHARACTERS, { error: `it must have at most ${MAX_COMMENT_CHARACTERS} characters` })
      .default('')
      .openapi({ example: 'A seven with a bar' }),
  })
  .openapi('NewFeedback');

/** The body of `POST /feedback/batch`. */
export const NewFeedbackBatchSchema = z
  .object({
    feedback: z
      .array(NewFeedbackSchema, { error: 'it must be a list' })
      .min(1, { error: 'it must have at least one entry' })
      .max(MAX_LABELS, { error: `it must have at most ${MAX_LABELS} entries` }),
  })
  .openapi('NewFeedbackBatch');

const Accepted = {
  feedback_id: z.uuid().openapi({ description: 'That of the first such label, if it is not new' }),
  accepted: z.literal(true),
  previous: z.enum(LABELS).nullable().openapi({ description: 'The label before; null if there was none' }),
};

/** The answer of `POST /feedback`. */
export const FeedbackSchema = z.object(Accepted).openapi('Feedback');

const Subject = { request_id: z.string(), index: IndexSchema };

/** The answer of `POST /feedback/batch`. */
export const FeedbackBatchSchema = z
  .object({
    accepted: CountSchema,
    refused: CountSchema,
    results: z
      .array(
        z.union([
          z.object({ ...Subject, ...Accepted }),
          z.object({ ...Subject, accepted: z.literal(false), error: PictureErrorSchema }),
        ]),
      )
      .openapi({ description: 'In the order of the request' }),
  })
  .openapi('FeedbackBatch');

export function toFeedbackJson({ feedbackId, previous }: LabelReceipt): z.infer<typeof FeedbackSchema> {
  return { feedback_id: feedbackId, accepted: true, previous };
}

/** @param results of the labels, in their order */
export function toFeedbackBatchJson(
  labels: readonly PredictionId[],
  results: readonly (LabelReceipt | ServiceError)[],
): z.infer<typeof FeedbackBatchSchema> {
  const refused = results.filter((result) => result instanceof ServiceError).length;
  return {
    accepted: results.length - refused,
    refused,
    results: results.map((result, index) => {
      const { requestId, place } = labels[index]!;
      const subject = { request_id: requestId, index: place };
      return result instanceof ServiceError
        ? { ...subject, accepted: false, error: toPictureErrorJson(result) }
        : { ...subject, ...toFeedbackJson(result) };
    }),
  };
}
