import { z } from '@hono/zod-openapi';

/** Whether figures lack what a shard has not reported or not stored. */
export const StaleSchema = z.boolean().openapi({
  description:
    'Whether the figures are incomplete or old because part of the storage does not answer or store',
  example: false,
});
