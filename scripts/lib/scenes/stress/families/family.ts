import type { Random } from '../../../random';
import type { Scene } from '../scene';

/** 1 is hardly noticeable, 5 is at the limit of human legibility. */
export type Severity = 1 | 2 | 3 | 4 | 5;

/** Builds the scene of one family at one severity. */
export type Family = (severity: Severity, random: Random) => Scene;

/** One value for each severity, mildest first. */
type Scale = readonly [number, number, number, number, number];

/** @returns the value that belongs to the severity */
export function at(scale: Scale, severity: Severity): number {
  return scale[severity - 1]!;
}
