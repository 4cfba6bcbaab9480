import type { DriftFeature } from '../series/labels';

/** What makes a feature's distribution a warning or an alarm. */
export interface Criterion {
  /** How many times as frequent as in the reference a bucket may be; see `unexplainedShare()`. */
  readonly tolerance: number;
  /** Which end of the scale is bad, where one is. */
  readonly badEnd: 'first' | 'last' | null;
  /** Shares of pictures left unexplained from which it is a warning, and drift. */
  readonly warningShare: number;
  readonly driftShare: number;
}

/** Nothing is to be said of traffic that is all like a tenth of the reference: one program, one pen. */
const PARTS = 10;
/** Digits of dates, amounts and postcodes are twice as frequent as others, hardly more often. */
const CLASSES = 2;
/** How many times the reference's share of unsure answers may be met: as in the hardest quarter of it. */
export const TAIL_TOLERANCE = 4;

const any = { tolerance: PARTS, badEnd: null, warningShare: 0.1, driftShare: 0.25 } as const;

export const CRITERIA: Readonly<Record<DriftFeature, Criterion>> = {
  ink_share: any,
  stroke_width: any,
  aspect: any,
  // More than half: the normaliser evens out what these two tell before the network sees the picture.
  contrast: { ...any, driftShare: 0.6 },
  polarity: { ...any, driftShare: 0.6 },
  confidence: { ...any, badEnd: 'first' },
  entropy: { ...any, badEnd: 'last' },
  predicted_class: { ...any, tolerance: CLASSES },
  // Less: a picture that is rejected has not been read at all.
  outcome: { ...any, warningShare: 0.05, driftShare: 0.1 },
};
