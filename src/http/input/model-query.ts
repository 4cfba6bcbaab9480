import { z } from '@hono/zod-openapi';
import { MODEL_ALIASES, MODEL_VERSIONS } from '../../inference/versions';

/** Selects the model. */
export const ModelQuerySchema = z.object({
  model: z
    .string({ error: 'it must be a string' })
    .transform((name) => name || undefined)
    .optional()
    .openapi({
      type: 'string',
      description:
        'Version of the model, or `default` or `latest`; without it, the traffic split chooses, or the default version answers',
      enum: [...MODEL_VERSIONS, ...MODEL_ALIASES],
    }),
});
