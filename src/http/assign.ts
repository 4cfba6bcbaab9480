import type { Caller } from '../admission/caller';
import { ServiceError } from '../errors';
import { toPrintable } from '../printable';
import { type Assignment, assignModel } from '../service/assign-model';
import type { Services } from '../service/services';
import type { HonoContext } from './hono-env';

/** Header in which a client without an API key may name itself, so that its version does not depend on its address. */
export const CLIENT_ID_HEADER = 'X-Client-Id';

/** What it may be, for messages. */
export const CLIENT_ID_ALLOWED = '1 to 128 printable ASCII characters';

/**
 * Chooses the version that answers a request, and notes it for the counters.
 *
 * @param requested by the client, if it names one
 * @throws ServiceError `unknown_model`, or `invalid_request` if the client's name for itself is not allowed
 */
export async function assign(
  c: HonoContext,
  services: Services,
  requested: string | undefined,
): Promise<Assignment> {
  const assignment = await assignModel(services, requested, clientOf(c));
  c.set('assignment', assignment);
  return assignment;
}

/** What identifies a client to the traffic split: the name of its API key, else its own name for itself, else its address. */
export function clientOf(c: HonoContext): string {
  const caller: Caller = c.get('caller');
  const id = c.req.header(CLIENT_ID_HEADER) ?? '';
  if (id !== '' && !/^[!-~][ -~]{0,127}$/.test(id)) {
    const message = `Cannot use ${CLIENT_ID_HEADER} "${toPrintable(id, 40)}": expected ${CLIENT_ID_ALLOWED}`;
    throw new ServiceError('invalid_request', message);
  }
  if (caller.kind === 'key') return `key ${caller.name}`;
  return id === '' ? `address ${caller.address}` : `id ${id}`;
}
