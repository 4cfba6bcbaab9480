import type { Eye } from '../../../src/eye/sureness';
import type { ModelCard } from '../../../src/inference/card';
import type { DigitSet } from '../data/mnist';
import { type RenderPlan, renderDigitSet } from '../scenes/render-digits';
import type { Answers } from './answers';
import { expectedCalibrationError, reliability } from './calibration';
import { evaluate } from './evaluation';
import { fitMinimumEvidence, shareBelow } from './rejection';

/** Number of rendered digits to which the rejection threshold is fitted: 1 % of them is 20. */
const RENDERED_COUNT = 2_000;
const RENDER_SEED = 20_241_214;
/** Digits that people read easily must pass. */
const RENDER_PLAN: RenderPlan = { mostSevere: 3, cleanShare: 0, mnistShare: 0.65, fontShare: 0 };

/** The sets that a card reports. */
export interface CardSets<T> {
  readonly validation: T;
  /** Validation digits rendered on paper and normalised. */
  readonly rendered: T;
  readonly test: T;
}

/**
 * Renders validation digits on paper.
 *
 * @param eye that finds them
 * @param share of the usual number
 */
export function renderValidation(validation: DigitSet, eye: Eye, share = 1): DigitSet {
  const sources = { training: validation, fonts: [], eye };
  return renderDigitSet(
    'validation digits',
    sources,
    RENDER_PLAN,
    Math.ceil(share * RENDERED_COUNT),
    RENDER_SEED,
  );
}

/**
 * Fits the rejection threshold and measures a model.
 *
 * @param answers calibrated
 * @param temperature of the calibration
 * @param uncalibratedTest probabilities without it, `count × 10`
 * @returns the sections of the card
 */
export function cardFigures(
  { validation, rendered, test }: CardSets<Answers>,
  temperature: number,
  uncalibratedTest: Float32Array,
): Pick<ModelCard, 'calibration' | 'rejection' | 'validation' | 'test'> {
  const minimumEvidence = Math.min(
    fitMinimumEvidence(validation.evidence),
    fitMinimumEvidence(rendered.evidence),
  );
  return {
    calibration: {
      temperature,
      validationError: calibrationError(validation.probabilities, validation.labels),
      testError: calibrationError(test.probabilities, test.labels),
      uncalibratedTestError: calibrationError(uncalibratedTest, test.labels),
    },
    rejection: {
      minimumEvidence,
      rejectedValidationShare: shareBelow(validation.evidence, minimumEvidence),
      rejectedPhotographShare: shareBelow(rendered.evidence, minimumEvidence),
      rejectedTestShare: shareBelow(test.evidence, minimumEvidence),
    },
    validation: evaluate(validation.probabilities, validation.labels),
    test: evaluate(test.probabilities, test.labels),
  };
}

function calibrationError(probabilities: Float32Array, labels: Uint8Array): number {
  return expectedCalibrationError(reliability(probabilities, labels));
}
