import type { Clock } from './clock';

/** A name that nothing is ever stored under: looking it up is the cheapest I/O that a Worker has. */
const NEVER_CACHED = 'https://clock.invalid/';

/** The clock of the runtime; its I/O is a lookup in the local cache. */
export const workerClock: Clock = {
  now: () => Date.now(),
  sync: async () => {
    await caches.default.match(NEVER_CACHED);
  },
};
