const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/**
 * How finely the past is kept, and for how long; seconds. Hours reach back over the longest month and the day under way;
 * with the minutes of 3 hours these are at most 948 rows in each shard.
 */
export const RESOLUTIONS = [
  { seconds: MINUTE, keep: 3 * HOUR },
  { seconds: HOUR, keep: 32 * DAY },
] as const;

/**
 * Chooses the buckets that a question is answered from: the finest that reach back far enough.
 * @param step seconds; a multiple of the result divides evenly
 * @param age seconds from the start of the window until now
 * @returns seconds of a bucket, or null where the step is finer than what is kept for so long
 */
export function resolutionFor(step: number, age: number): number | null {
  const fitting = RESOLUTIONS.filter(({ seconds, keep }) => step % seconds === 0 && age <= keep);
  return fitting[0]?.seconds ?? null;
}

/** @returns the start of the step that a moment is in; seconds since 1970 */
export function stepStart(seconds: number, step: number): number {
  return Math.floor(seconds / step) * step;
}
