import type { EvaluationFigures, ModelCard } from '../../src/inference/card';
import { softmax } from '../../src/inference/judgement';
import { expectedCalibrationError, fitTemperature, reliability } from './calibration';
import { evaluate } from './evaluation';
import { evidenceOf, fitMinimumEvidence, shareBelow } from './rejection';

/** A set as a network has answered it. */
export interface AnsweredSet {
  /** `count × 10`. */
  readonly logits: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Fits what comes after the weights to the validation set, and measures it on both.
 *
 * @returns the sections of the card
 */
export function tune(
  validation: AnsweredSet,
  test: AnsweredSet,
): Pick<ModelCard, 'calibration' | 'rejection' | 'validation' | 'test'> {
  const temperature = fitTemperature(validation.logits, validation.labels);
  const evidence = evidenceOf(validation.logits);
  const minimumEvidence = fitMinimumEvidence(evidence);
  return {
    calibration: {
      temperature,
      validationError: calibrationError(validation, temperature),
      testError: calibrationError(test, temperature),
      uncalibratedTestError: calibrationError(test, 1),
    },
    rejection: {
      minimumEvidence,
      rejectedValidationShare: shareBelow(evidence, minimumEvidence),
      rejectedTestShare: shareBelow(evidenceOf(test.logits), minimumEvidence),
    },
    validation: figures(validation, temperature),
    test: figures(test, temperature),
  };
}

function calibrationError(set: AnsweredSet, temperature: number): number {
  return expectedCalibrationError(reliability(softmaxAll(set.logits, temperature), set.labels));
}

function figures(set: AnsweredSet, temperature: number): EvaluationFigures {
  return evaluate(softmaxAll(set.logits, temperature), set.labels);
}

/** @returns the probabilities of `count × 10` logits */
export function softmaxAll(logits: Float32Array, temperature: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += 10) {
    probabilities.set(softmax(logits.subarray(start, start + 10), temperature), start);
  }
  return probabilities;
}
