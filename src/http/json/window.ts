import { z } from '@hono/zod-openapi';

/** A length of time; `parseDuration()` reads it and says what is wrong with it. */
export const WindowSchema = z.string().openapi({ pattern: '^[1-9][0-9]*[mhd]$' });
