import { z } from '@hono/zod-openapi';
import { POLARITIES } from '../../domain';
import type { LoadedModel } from '../../inference/registry';
import { explain } from '../../recognition/explain';
import type { FileRecognition } from '../../recognition/recognize';
import type { Stopwatch } from '../../time/clock';

const PngDataUrl = z.string().openapi({ example: 'data:image/png;base64,iVBORw0…' });

/** The member `explanation` of an answer to `?explain=true`. */
export const ExplanationSchema = z
  .object({
    normalized_image: PngDataUrl.openapi({ description: 'The 28×28 picture that the network saw' }),
    crop: z
      .object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })
      .openapi({ description: 'Where the digit was found, in pixels of the picture that was sent' }),
    polarity: z.enum(POLARITIES),
    threshold: z.number().openapi({ description: 'Grey level, 0 to 255, that parted ink from paper' }),
    occlusion_map: PngDataUrl.openapi({
      description:
        '28×28: red where hiding the ink makes the digit less likely, blue where it makes it likelier',
    }),
    occlusion_model: z.string().openapi({
      description: 'Whose answers the map is made of: where an ensemble answers, its fastest member',
      example: 'v2.0',
    }),
    time_seconds: z.number().min(0).openapi({
      description: 'Time that explaining took, which is not part of `inference_time_seconds`',
      example: 0.004,
    }),
  })
  .openapi('Explanation');

/** Explains an answer, as JSON tells it. */
export async function toExplanationJson(
  recognition: FileRecognition,
  model: LoadedModel,
  stopwatch: Stopwatch,
): Promise<z.infer<typeof ExplanationSchema>> {
  const { value, seconds } = await stopwatch.timeApart(() => explain(recognition, model));
  const { normalizedPng, crop, occlusionPng, observer } = value;
  const { polarity, threshold } = recognition.normalized;
  return {
    normalized_image: toDataUrl(normalizedPng),
    crop,
    polarity,
    threshold,
    occlusion_map: toDataUrl(occlusionPng),
    occlusion_model: observer,
    time_seconds: seconds,
  };
}

function toDataUrl(png: Uint8Array): string {
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}
