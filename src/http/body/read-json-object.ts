import { ServiceError } from '../../errors';
import type { RequestBody } from './request-body';

/**
 * Reads a body that is a JSON object, whatever its declared type.
 *
 * @param maxBytes maximum length of the body
 * @param example of such an object, for messages
 * @throws ServiceError `body_too_large`, `unsupported_encoding`, `client_closed_request`, or `invalid_request` where it is no
 *   JSON object
 */
export async function readJsonObject(
  body: RequestBody,
  maxBytes: number,
  example: string,
): Promise<Record<string, unknown>> {
  return parseJsonObject(new TextDecoder().decode(await body.read(maxBytes)), example);
}

/**
 * Parses JSON that has been read.
 *
 * @param example of such an object, for messages
 * @throws ServiceError `invalid_request` where it is no object
 */
export function parseJsonObject(text: string, example: string): Record<string, unknown> {
  const json = parse(text);
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw new ServiceError('invalid_request', `Cannot read JSON: the body is no JSON object; send ${example}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
