import type { Polarity } from '../domain';
import type { GreyImage } from './grey-image';
import type { InkLevels } from './ink-threshold';
import type { Selection } from './select-digit';

/** A picture read in one polarity. */
export interface Reading {
  readonly polarity: Polarity;
  /** Amount of ink at each pixel, 0 to 1. */
  readonly strength: GreyImage;
  readonly levels: InkLevels;
  readonly selection: Selection;
  /** Share of the picture that counts as ink, the digit's or not, 0 to 1. */
  readonly inkShare: number;
  /** The grey level, 0 to 255, that separates ink from paper of average brightness. */
  readonly threshold: number;
  /** How much the selection resembles writing, weighted by its contrast in grey levels, so that polarities can be compared. */
  readonly plausibility: number;
}
