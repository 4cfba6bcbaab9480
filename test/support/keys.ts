import { KeyBook } from '../../src/admission/keys/key-book';
import { Deadline, sleep } from '../../src/time/deadline';

/** The keys of a service without `API_KEYS`. */
export const noKeys = new KeyBook(null, null, new Deadline(sleep, 1_000), Date.now, () => {});
