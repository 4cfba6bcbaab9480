import { ServiceError } from '../../errors';
import { toPrintable } from '../../printable';

const MAX_CHARACTERS = 255;
/** A string of RFC 9651, section 3.3.3. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/;
/** Most clients leave out the quotes. */
const BARE = /^[!#-+\--:<-[\]-~]+$/;

/**
 * Reads the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a quoted string, or the same without quotes.
 *
 * @param value null if the header is absent
 * @returns the key, 1 to 255 characters; null if there is none
 * @throws ServiceError `invalid_request`
 */
export function readIdempotencyKey(value: string | null): string | null {
  if (value === null) return null;
  const quoted = QUOTED.exec(value)?.[1]?.replaceAll(/\\(.)/g, '$1');
  const key = quoted ?? (BARE.test(value) ? value : '');
  if (key.length >= 1 && key.length <= MAX_CHARACTERS) return key;
  const message =
    `Cannot read Idempotency-Key: ${toPrintable(value, 40) || 'an empty value'} is no string of 1 to ${MAX_CHARACTERS} visible ` +
    'characters; send a new UUID with each new request, and the same one again to repeat it';
  throw new ServiceError('invalid_request', message);
}
