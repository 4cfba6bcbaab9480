import { isKeyName } from '../../api-keys/api-key';
import { ServiceError } from '../../errors';
import { BACKOFF_MILLISECONDS } from '../store-copy';
import { MAX_KEYS, type Stored } from './key-store-protocol';

/** Errors of changes that the store rejects, for a key of some name. */
export const REFUSALS: Record<Exclude<Stored, 'stored'>, (name: string) => ServiceError> = {
  name_taken: (name) =>
    new ServiceError(
      'key_exists',
      `Cannot add the API key "${name}": there is one of this name; choose another, or rotate that one`,
    ),
  key_taken: (name) =>
    new ServiceError(
      'key_exists',
      `Cannot add the API key "${name}": there is or was one with this SHA-256; make a new key`,
    ),
  full: (name) =>
    new ServiceError(
      'too_many_keys',
      `Cannot add the API key "${name}": there are ${MAX_KEYS}, the maximum; revoke one that nobody uses`,
    ),
};

/** No valid key has this name. */
export function unknownKey(name: string): ServiceError {
  const shown = isKeyName(name) ? ` "${name}"` : '';
  return new ServiceError(
    'unknown_key',
    `Cannot find an API key${shown} that is accepted: see GET /admin/keys for those that are`,
  );
}

/** The store did not answer: a change may or may not have been made. */
export function storeUnavailable(): ServiceError {
  return new ServiceError(
    'key_store_unavailable',
    'Cannot list or change API keys: their store does not answer; look at GET /admin/keys before you try again',
    { retryAfterSeconds: BACKOFF_MILLISECONDS / 1000 },
  );
}
