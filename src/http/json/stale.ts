import { z } from '@hono/zod-openapi';

/** Whether figures lack what a shard has not reported or not stored. */
export const StaleSchema = z.boolean().openapi({
  description:
    'Whether the data is incomplete or outdated because part of the storage does not respond or accept writes',
  example: false,
});
