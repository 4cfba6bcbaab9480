import type { DriftFeature } from '../series/labels';

/** Criteria for a warning or drift of a feature's distribution. */
export interface Criterion {
  /** Allowed ratio of a bucket's live share to its share of the reference; see `unexplainedShare()`. */
  readonly tolerance: number;
  /** The bad end of the scale; null if neither is bad. */
  readonly badEnd: 'first' | 'last' | null;
  /** Shares of unexplained pictures from which the status is `warning` and `drift`. */
  readonly warningShare: number;
  readonly driftShare: number;
}

/**
 * Traffic that consists entirely of the kind of picture that makes up a tenth of the reference is healthy: one program, one
 * pen. No kind of picture in the reference has a smaller share.
 */
const PARTS = 10;
/**
 * Some digits are twice as frequent as others, but rarely more than that: the 1 is 15 % of the digits of amounts (four
 * digits, by Benford's law). Of the digits of dates in 2026, 32 % are a 2 and 28 % a 0, which leaves 0.2 unexplained: a
 * warning.
 */
const CLASSES = 2;
/** Allowed ratio for uncertain predictions: that of the hardest quarter of the reference. */
export const TAIL_TOLERANCE = 4;

/*
 * Measured shares, for v1.0 and v2.0 (`test/metrics/drift/mnist-drift.slow.test.ts`, `handwriting-drift.test.ts`): 500
 * pictures of the MNIST test set, all of one healthy kind, leave at most 0.063 unexplained in 200 samples of any kind, and
 * any mix of kinds at most 0.065 in 1,000. The drawings or photographs of one unknown writer alone leave up to 0.20, except
 * for contrast. For v2.0, upside-down digits leave 0.26 of the entropy, and traffic with half ones 0.34 of the class.
 */
const any = { tolerance: PARTS, badEnd: null, warningShare: 0.1, driftShare: 0.25 } as const;

export const CRITERIA: Readonly<Record<DriftFeature, Criterion>> = {
  ink_share: any,
  stroke_width: any,
  aspect: any,
  // Higher, because cropping removes differences in contrast and polarity before the network sees the picture. The pale
  // pen of one unknown writer, whose digits are all recognised, leaves 0.58 of the contrast; pictures of insufficient quality
  // leave 0.65 (transparent ink), 0.71 (grey paper, noise), 0.75 (cropped hard) or 1 (faint pencil).
  contrast: { ...any, driftShare: 0.6 },
  polarity: { ...any, driftShare: 0.6 },
  confidence: { ...any, badEnd: 'first' },
  entropy: { ...any, badEnd: 'last' },
  predicted_class: { ...any, tolerance: CLASSES },
  // Lower, because a rejected picture has no prediction at all. Healthy pictures leave nothing, upside-down digits 0.13,
  // heavy noise 0.79.
  outcome: { ...any, warningShare: 0.05, driftShare: 0.1 },
};
