import type { Sketch, Sources } from '../sketch';

/** One property of a scene: adds to a sketch, or changes what is there. */
export interface Kind {
  /** As on the contact sheet and in reports. */
  readonly name: string;
  /** How often it is drawn, beside the others of its aspect. */
  readonly weight: number;
  /** @param strength 0 (hardly noticeable) to 1 (at the limit of legibility) */
  readonly apply: (sketch: Sketch, sources: Sources, strength: number) => void;
}

/** Changes nothing. */
export const nothing = (): void => undefined;
