import type { z } from '@hono/zod-openapi';
import { logInfo } from '../log';
import { readJsonObject } from './body/read-json-object';
import type { HonoContext } from './hono-env';
import { refuseUnknownNames } from './input/known-names';
import { validate } from './input/validate';

/** Ample: what administrators send has a few hundred bytes. */
const MAX_BYTES = 100_000;

/**
 * Reads the JSON of an administrator's request.
 *
 * @param example of such a body, for messages
 * @throws ServiceError `invalid_request`, `body_too_large`, `unsupported_encoding`
 */
export async function readAdminBody<Schema extends z.ZodObject>(
  c: HonoContext,
  schema: Schema,
  example: string,
): Promise<z.infer<Schema>> {
  const fields = await readJsonObject(c.get('body'), MAX_BYTES, example);
  refuseUnknownNames('JSON', Object.keys(fields), Object.keys(schema.shape));
  return validate(schema, fields) as z.infer<Schema>;
}

/** Logs who changed what: the log line of the request does not name it. */
export function logChange(c: HonoContext, change: string): void {
  logInfo(`The holder of the API key "${administrator(c)}" ${change}`, { request_id: c.get('requestId') });
}

/** Name of the API key that a request was sent with. */
export function administrator(c: HonoContext): string {
  const caller = c.get('caller');
  return caller.kind === 'key' ? caller.name : caller.address;
}
