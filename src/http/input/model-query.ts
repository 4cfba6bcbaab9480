import { z } from '@hono/zod-openapi';
import { MODEL_VERSIONS } from '../../inference/versions';

/** Selects the model. */
export const ModelQuerySchema = z.object({
  model: z
    .string({ error: 'it must be a string' })
    .transform((name) => name || undefined)
    .optional()
    .openapi({
      type: 'string',
      description: 'Version of the model; default: the current one',
      enum: [...MODEL_VERSIONS],
    }),
});
