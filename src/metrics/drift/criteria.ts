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

/**
 * Nothing is to be said of traffic that is all like a tenth of the reference: one program, one pen. Of the kinds of picture
 * that the reference is drawn from, none makes up less of it.
 */
const PARTS = 10;
/**
 * Some digits are twice as frequent as others, hardly more often: the 1 is 15 % of the digits of amounts (four digits, by
 * Benford's law). The 2 is 32 % of the digits of this year's dates (2026) and the 0 28 %, which leaves 0.2: a warning.
 */
const CLASSES = 2;
/** How many times the reference's share of unsure answers may be met: as in the hardest quarter of it. */
export const TAIL_TOLERANCE = 4;

/*
 * The shares, by v1.0 and v2.0 (`test/metrics/drift/mnist-drift.slow.test.ts`, `handwriting-drift.test.ts`): 500 pictures
 * of the MNIST test set, all of one healthy kind, leave at most 0.063 unexplained in 200 samples of any kind, and any mix of
 * kinds at most 0.065 in 1,000. What one stranger has drawn or photographed, alone, leaves up to 0.20, but for the contrast.
 * To v2.0 upturned digits leave 0.26 of the entropy, traffic that is half ones 0.34 of the class.
 */
const any = { tolerance: PARTS, badEnd: null, warningShare: 0.1, driftShare: 0.25 } as const;

export const CRITERIA: Readonly<Record<DriftFeature, Criterion>> = {
  ink_share: any,
  stroke_width: any,
  aspect: any,
  // More: the normaliser evens out what these two tell before the network sees the picture. The pale pen of one stranger,
  // every digit of which is read, leaves 0.58 of the contrast; pictures that are too poor leave 0.65 (transparent ink), 0.71
  // (grey paper, noise), 0.75 (cropped hard) or 1 (faint pencil).
  contrast: { ...any, driftShare: 0.6 },
  polarity: { ...any, driftShare: 0.6 },
  confidence: { ...any, badEnd: 'first' },
  entropy: { ...any, badEnd: 'last' },
  predicted_class: { ...any, tolerance: CLASSES },
  // Less: a picture that is rejected has not been read at all. Nothing healthy is left, of upturned digits 0.13, of
  // heavy noise 0.79.
  outcome: { ...any, warningShare: 0.05, driftShare: 0.1 },
};
