import { ServiceError } from '../../errors';

/**
 * Maximum length of a query in characters. Ours have fewer than 100; the rest is for parameters of campaigns and caches. In
 * Hono's parser each escape that is not UTF-8 costs two exceptions, and each name without a value a scan of the rest.
 */
const MAX_QUERY_CHARACTERS = 4096;

/**
 * Rejects a query that is too long to be parsed at reasonable cost.
 *
 * @param url of the request
 * @throws ServiceError `invalid_request`
 */
export function checkQueryLength(url: string): void {
  const start = url.indexOf('?');
  const length = start === -1 ? 0 : url.length - start - 1;
  if (length <= MAX_QUERY_CHARACTERS) return;
  const message = `Cannot read query: its ${length} characters exceed the maximum of ${MAX_QUERY_CHARACTERS}; send pictures in the body`;
  throw new ServiceError('invalid_request', message);
}
