import type { RestorePoint } from '../admission/restore/restore-protocol';
import { BACKOFF_MILLISECONDS } from '../admission/store-copy';
import { ServiceError } from '../errors';
import { Deadline, sleep } from '../time/deadline';
import type { Services } from './services';

/** What workerd says outside of Cloudflare: its storage on disk keeps no history. */
const UNSUPPORTED = 'does not implement point-in-time recovery';
const UNAVAILABLE = { keys: 'key_store_unavailable', traffic: 'traffic_store_unavailable' } as const;

/** Ample: Cloudflare looks for the moment in the history of the object. */
const deadline = new Deadline(sleep, 20_000);

/**
 * Takes a store back in time. Isolates follow within ten seconds, when they next read it.
 *
 * @returns the bookmark that undoes it
 * @throws ServiceError `restore_unsupported`; `invalid_request` with the reason why Cloudflare refuses;
 * `key_store_unavailable`, `traffic_store_unavailable`
 */
export async function restoreStore(
  { restorable }: Pick<Services, 'restorable'>,
  name: keyof Services['restorable'],
  point: RestorePoint,
): Promise<string> {
  const store = restorable[name];
  if (store === null) throw unsupported(name);
  const preparation = await deadline.wait(() => store().prepareRestore(point));
  if (preparation === null) throw unavailable(name);
  if ('undo' in preparation) {
    // By another stub: one does not outlast a restart. Without it, the store goes back when it next starts by itself.
    await deadline.wait(() => store().restart());
    return preparation.undo;
  }
  if (preparation.refusal.includes(UNSUPPORTED)) throw unsupported(name);
  throw new ServiceError(
    'invalid_request',
    `Cannot restore the store of ${name}: ${preparation.refusal.replace(/\.$/, '')}`,
  );
}

function unsupported(name: string): ServiceError {
  return new ServiceError(
    'restore_unsupported',
    `Cannot restore the store of ${name}: it has no history here, as it has on Cloudflare; restore a back-up of the storage folder`,
  );
}

function unavailable(name: keyof Services['restorable']): ServiceError {
  return new ServiceError(UNAVAILABLE[name], `Cannot restore the store of ${name}: it does not answer`, {
    retryAfterSeconds: BACKOFF_MILLISECONDS / 1000,
  });
}
