import { z } from '@hono/zod-openapi';
import { POLARITIES } from '../../domain';
import type { Prediction, TimedExplanation } from '../../service/predict';

const PngDataUrl = z.string().openapi({ example: 'data:image/png;base64,iVBORw0…' });

/** The field `explanation` of a response to `?explain=true`. */
export const ExplanationSchema = z
  .object({
    normalized_image: PngDataUrl.openapi({ description: 'The 28×28 picture that the network saw' }),
    crop: z
      .object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })
      .openapi({ description: 'Where the digit was found, in pixels of the uploaded picture' }),
    polarity: z.enum(POLARITIES),
    threshold: z.number().openapi({ description: 'Grey level, 0 to 255, that separates ink from paper' }),
    occlusion_map: PngDataUrl.openapi({
      description:
        '28×28: red where hiding the ink makes the digit less likely, blue where it makes it more likely',
    }),
    look_image: PngDataUrl.optional().openapi({
      description:
        'What the eye saw when it found the digit: 64×64 pixels, brightness and contrast evened out; absent if it did not have to look',
    }),
    look_map: PngDataUrl.optional().openapi({
      description: 'The same squares: the brighter, the surer that the middle of a digit is there',
    }),
    occlusion_model: z.string().openapi({
      description:
        'Model that the map was computed with: for an ensemble, its fastest member; for one that finds digits, its reader',
      example: 'v2.0',
    }),
    time_seconds: z.number().min(0).openapi({
      description: 'Time that the explanation took; not included in `inference_time_seconds`',
      example: 0.004,
    }),
  })
  .openapi('Explanation');

/** Renders an explanation as JSON. */
export function toExplanationJson(
  { normalizedPng, crop, occlusionPng, observer, look, seconds }: TimedExplanation,
  { polarity, threshold }: Prediction['normalized'],
): z.infer<typeof ExplanationSchema> {
  return {
    normalized_image: toDataUrl(normalizedPng),
    crop,
    polarity,
    threshold,
    occlusion_map: toDataUrl(occlusionPng),
    ...(look && { look_image: toDataUrl(look.seenPng), look_map: toDataUrl(look.mapPng) }),
    occlusion_model: observer,
    time_seconds: seconds,
  };
}

function toDataUrl(png: Uint8Array): string {
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}
