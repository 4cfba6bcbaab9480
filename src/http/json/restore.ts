import { z } from '@hono/zod-openapi';

/** Stores that can go back in time. */
export const RESTORABLE_STORES = ['keys', 'traffic'] as const;

/** For as long does Cloudflare keep the history of an object. */
const HISTORY_MILLISECONDS = 30 * 86_400_000;
const AT_ALLOWED = 'it must be a time such as 2030-12-31T12:00:00Z, within the last 30 days';
const MAX_BOOKMARK_CHARACTERS = 200;
const BOOKMARK_ALLOWED = `it must be text of 1 to ${MAX_BOOKMARK_CHARACTERS} characters`;
const BOOKMARK_EXAMPLE = '00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683';

/** The body of `POST /admin/restore`. */
export const RestoreSchema = z
  .object({
    store: z
      .enum(RESTORABLE_STORES, { error: `it must be one of ${RESTORABLE_STORES.join(', ')}` })
      .openapi({ description: '`keys`: API keys that were added at run time; `traffic`: the traffic split' }),
    at: z.iso
      .datetime({ offset: true, error: AT_ALLOWED })
      .transform((text) => Date.parse(text))
      .refine((time) => time <= Date.now() && time > Date.now() - HISTORY_MILLISECONDS, { error: AT_ALLOWED })
      .optional()
      .openapi({
        type: 'string',
        format: 'date-time',
        description: 'The moment to go back to, within the last 30 days',
        example: '2026-11-27T12:00:00Z',
      }),
    bookmark: z
      .string({ error: BOOKMARK_ALLOWED })
      .min(1, { error: BOOKMARK_ALLOWED })
      .max(MAX_BOOKMARK_CHARACTERS, { error: BOOKMARK_ALLOWED })
      .optional()
      .openapi({
        description: 'Instead of `at`: `undo_bookmark` of an earlier answer',
        example: BOOKMARK_EXAMPLE,
      }),
  })
  .openapi('Restoration');

/** The answer. */
export const RestoredSchema = z
  .object({
    store: z.enum(RESTORABLE_STORES),
    undo_bookmark: z.string().openapi({
      description: 'Sent as `bookmark`, it brings back what was stored before',
      example: BOOKMARK_EXAMPLE,
    }),
  })
  .openapi('Restored');
