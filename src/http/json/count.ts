import { z } from '@hono/zod-openapi';

/** A count of something. */
export const CountSchema = z.int().min(0);
