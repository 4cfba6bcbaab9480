import { z } from '@hono/zod-openapi';

/** How many there are of something. */
export const CountSchema = z.int().min(0);
