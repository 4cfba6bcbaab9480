import { z } from '@hono/zod-openapi';
import { accuracyOf, type ConfidenceBin, MIN_LABELLED } from '../../feedback/accuracy';
import type { FeedbackReading } from '../../feedback/feedback-desk';
import { LABELS } from '../../feedback/feedback-protocol';
import { CountSchema } from './count';
import { RatioSchema, ShareSchema, toShareJson } from './share';
import { StaleSchema } from './stale';

const NOTE =
  'Labels are what people report. If they report mistakes more often than right answers, `accuracy` is too low, and only ' +
  '`accuracy_at_most` holds; if `expected_accuracy` and `expected_accuracy_of_labelled` differ, the labelled pictures are no fair sample.';

const BinSchema = z.object({
  from: z.number().openapi({ description: 'Exclusively' }),
  to: z.number(),
  accuracy: ShareSchema,
  mean_confidence: RatioSchema,
});

/** The answer of `GET /feedback/accuracy`. */
export const FeedbackAccuracySchema = z
  .object({
    window_seconds: z.int(),
    model_version: z.string().nullable().openapi({ description: 'Null: all versions', example: 'v3.0' }),
    labelled: ShareSchema.openapi({ description: 'Labelled predictions among those that were remembered' }),
    accuracy: ShareSchema.openapi({ description: 'Right ones among the labelled' }),
    accuracy_at_most: RatioSchema.openapi({
      description: `The accuracy if all pictures without a label were read correctly: the upper end of its 95 % interval. Null with fewer than ${MIN_LABELLED} labels`,
    }),
    card_accuracy: z.number().openapi({ description: "On the MNIST test set, from the model's card" }),
    expected_accuracy: RatioSchema.openapi({
      description: 'Mean confidence of all digits, labelled or not: what a calibrated model expects',
    }),
    expected_accuracy_of_labelled: RatioSchema,
    confusion: z.object({
      labels: z.array(z.enum(LABELS)),
      counts: z
        .array(z.array(CountSchema))
        .openapi({ description: 'Rows: what people say; columns: answers' }),
    }),
    confidence_bins: z.array(BinSchema).openapi({ description: 'Of digits' }),
    note: z.string(),
    shards_unreachable: CountSchema,
    stale: StaleSchema,
    timestamp: z.iso.datetime(),
  })
  .openapi('FeedbackAccuracy');

/** What an accuracy is about. */
export interface AccuracySubject {
  readonly seconds: number;
  /** Version of the model; null for all. */
  readonly version: string | null;
  readonly cardAccuracy: number;
}

export function toFeedbackAccuracyJson(
  { seconds, version, cardAccuracy }: AccuracySubject,
  reading: FeedbackReading,
  now: Date,
): z.infer<typeof FeedbackAccuracySchema> {
  const figures = accuracyOf(reading, version);
  return {
    window_seconds: seconds,
    model_version: version,
    labelled: toShareJson(figures.labelled),
    accuracy: toShareJson(figures.accuracy),
    accuracy_at_most: figures.atMost,
    card_accuracy: cardAccuracy,
    expected_accuracy: figures.expected,
    expected_accuracy_of_labelled: figures.expectedOfLabelled,
    confusion: { labels: [...LABELS], counts: figures.confusion.map((row) => [...row]) },
    confidence_bins: figures.bins.map(toBinJson),
    note: NOTE,
    shards_unreachable: reading.unreachable.length,
    stale: reading.unreachable.length > 0,
    timestamp: now.toISOString(),
  };
}

function toBinJson({ from, to, accuracy, meanConfidence }: ConfidenceBin): z.infer<typeof BinSchema> {
  return { from, to, accuracy: toShareJson(accuracy), mean_confidence: meanConfidence };
}
