import { ServiceError } from '../../errors';
import { toPrintable } from '../../printable';

/** How a body may be compressed. */
export type Coding = 'gzip' | 'deflate';

/** Codings that the runtime can decode; the older names are RFC 9110's aliases (§8.4.1). */
const FORMATS: Readonly<Record<string, Coding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
};

/** Codings that a client may use. */
const ACCEPTED_CODINGS = ['gzip', 'deflate', 'identity'];

/**
 * @param header `Content-Encoding` of a request, or null
 * @returns how to decompress the body; null if it is not compressed
 * @throws ServiceError `unsupported_encoding`
 */
export function codingOf(header: string | null): Coding | null {
  const codings = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0) return null;
  const format = FORMATS[codings[0]!];
  if (codings.length === 1 && format !== undefined) return format;
  const named = toPrintable(codings.join(', '), 40);
  const message = `Cannot decode body: its Content-Encoding is "${named}"; send ${ACCEPTED_CODINGS.join(', ')}`;
  throw new ServiceError('unsupported_encoding', message, { acceptedCodings: ACCEPTED_CODINGS });
}
