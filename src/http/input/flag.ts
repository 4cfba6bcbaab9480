import { z } from '@hono/zod-openapi';
import { toPrintable } from '../../printable';

/** Spellings of YAML 1.1, HTML forms and Python's web frameworks; a bare `?strict` means true. */
const WORDS: Readonly<Record<string, boolean>> = {
  '': true,
  true: true,
  t: true,
  yes: true,
  y: true,
  on: true,
  1: true,
  false: false,
  f: false,
  no: false,
  n: false,
  off: false,
  0: false,
};

/**
 * A boolean option in a query, a form or JSON; undefined if it is not given. It has no `default` in OpenAPI: Swagger UI
 * would send that in both query and form, where the two could contradict each other.
 */
export const FlagSchema = z
  .union([z.boolean(), z.number(), z.string()], { error: 'it must be true or false' })
  .transform((value, context) => {
    const word = String(value).trim().toLowerCase();
    if (Object.hasOwn(WORDS, word)) return WORDS[word]!;
    const message = `"${toPrintable(word, 40)}" is neither true nor false; use true, 1, yes or on, or false, 0, no or off`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .optional()
  .openapi({ type: 'boolean' });
