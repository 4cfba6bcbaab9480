import type { Polarity } from '../domain';
import type { GreyImage } from './grey-image';
import type { InkLevels } from './ink-threshold';
import type { Selection } from './select-digit';

/** A picture read in one polarity. */
export interface Reading {
  readonly polarity: Polarity;
  /** How much ink is at each pixel, 0 to 1. */
  readonly strength: GreyImage;
  readonly levels: InkLevels;
  readonly selection: Selection;
  /** Share of the picture that counts as ink, the digit's or not, 0 to 1. */
  readonly inkShare: number;
  /** The grey level, 0 to 255, that parts ink from paper of average light. */
  readonly threshold: number;
  /** How much the selection is like writing, with its contrast in grey levels, so that polarities compare. */
  readonly plausibility: number;
}
