import { z } from '@hono/zod-openapi';

/** Chooses the model that answers. */
export const ModelQuerySchema = z.object({
  model: z.string().optional().openapi({ description: 'Version of the model; default: the current one' }),
});
