import { z } from '@hono/zod-openapi';
import type { NumberPrediction } from '../../service/predict-number';

const Confidence = z.number().min(0).max(1);

const BoxSchema = z
  .object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
  .openapi('Box', { description: 'In pixels of the picture as it is meant to be seen' });

const DigitSchema = z
  .object({ digit: z.int().min(0).max(9), confidence: Confidence, box: BoxSchema })
  .openapi('NumberDigit');

const LineSchema = z
  .object({
    text: z.string().openapi({ example: '12500' }),
    confidence: Confidence.openapi({ description: 'Probability that all of its digits are right' }),
    box: BoxSchema,
    digits: z.array(DigitSchema).openapi({ description: 'From left to right' }),
  })
  .openapi('NumberLine');

/** An answer to a picture with any number of digits. */
export const NumberSchema = z
  .object({
    text: z.string().openapi({ description: 'The lines, joined by line feeds', example: '12500' }),
    confidence: Confidence.openapi({
      description: 'Probability that all digits that were found are right; 1 if there are none',
    }),
    digit_count: z.int().min(0),
    lines: z.array(LineSchema).openapi({ description: 'From top to bottom' }),
    model_version: z.string().openapi({ example: 'v3.0' }),
    inference_time_seconds: z.number().min(0),
    timestamp: z.iso.datetime(),
    request_id: z.string(),
  })
  .openapi('Number');

/** @param requestId of the request that asked */
export function toNumberJson(
  { text, confidence, digitCount, lines, modelVersion, inferenceSeconds }: NumberPrediction,
  requestId: string,
): z.infer<typeof NumberSchema> {
  return {
    text,
    confidence,
    digit_count: digitCount,
    lines: lines.map((line) => ({ ...line, digits: [...line.digits] })),
    model_version: modelVersion,
    inference_time_seconds: inferenceSeconds,
    timestamp: new Date().toISOString(),
    request_id: requestId,
  };
}
