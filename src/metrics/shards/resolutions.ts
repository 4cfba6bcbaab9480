const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/**
 * Resolutions of the history and how long each is kept, in seconds. Hours cover the longest month and the current day; with
 * the minutes of 3 hours this is at most 948 rows per shard.
 */
export const RESOLUTIONS = [
  { seconds: MINUTE, keep: 3 * HOUR },
  { seconds: HOUR, keep: 32 * DAY },
] as const;

/**
 * Chooses the buckets for a query: the finest that go back far enough.
 * @param step seconds; has to be a multiple of the result
 * @param age seconds from the start of the window until now
 * @returns seconds of a bucket, or null if the step is finer than the buckets that are kept for so long
 */
export function resolutionFor(step: number, age: number): number | null {
  const fitting = RESOLUTIONS.filter(({ seconds, keep }) => step % seconds === 0 && age <= keep);
  return fitting[0]?.seconds ?? null;
}

/** @returns the start of the step that contains a time; seconds since 1970 */
export function stepStart(seconds: number, step: number): number {
  return Math.floor(seconds / step) * step;
}
