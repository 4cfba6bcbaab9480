import { z } from '@hono/zod-openapi';

/** A duration; `parseDuration()` parses it and explains what is wrong with an invalid one. */
export const WindowSchema = z.string().openapi({ pattern: '^[1-9][0-9]*[mhd]$' });
