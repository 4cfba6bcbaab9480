import type { z } from '@hono/zod-openapi';
import { readJsonObject } from './body/read-json-object';
import type { HonoContext } from './hono-env';
import { refuseUnknownNames } from './input/known-names';
import { validate } from './input/validate';

/** Ample: what has no pictures has a few hundred bytes, or a hundred times that in a list. */
const MAX_BYTES = 100_000;

/** Errors of a request with such a body. */
export const FIELDS_CODES = ['invalid_request', 'body_too_large', 'unsupported_encoding'] as const;

/**
 * Reads a body that is JSON without pictures.
 *
 * @param example of such a body, for messages
 * @throws ServiceError `invalid_request`, `body_too_large`, `unsupported_encoding`
 */
export async function readJsonFields<Schema extends z.ZodObject>(
  c: HonoContext,
  schema: Schema,
  example: string,
): Promise<z.infer<Schema>> {
  const fields = await readJsonObject(c.get('body'), MAX_BYTES, example);
  refuseUnknownNames('JSON', Object.keys(fields), Object.keys(schema.shape));
  return validate(schema, fields) as z.infer<Schema>;
}
