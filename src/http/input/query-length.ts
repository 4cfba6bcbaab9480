import { ServiceError } from '../../errors';

/**
 * Longest query in characters. Ours have less than 100; the rest is for what campaigns and caches append. Each escape that is
 * no UTF-8 costs Hono's parser two exceptions, and each name without a value a look at all of the rest.
 */
const MAX_QUERY_CHARACTERS = 4096;

/**
 * Refuses a query that is too long to be parsed at a reasonable price.
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
