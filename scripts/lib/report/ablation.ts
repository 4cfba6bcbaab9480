import type { LoadedModel } from '../../../src/inference/registry';
import { type Normalized, normalize } from '../../../src/preprocess/normalize';
import { STEPS, type Step } from '../../../src/preprocess/step';
import { recognizeNormalized } from '../../../src/recognition/recognize';
import { withProgress } from '../with-progress';
import type { PictureSet } from './picture-set';

/** One picture, read by the complete normaliser and without each step. */
export interface Trial {
  readonly group: string;
  readonly right: boolean;
  /** Whether it is still read correctly without each step. */
  readonly rightWithout: Readonly<Record<Step, boolean>>;
}

/** Reads a set once with the complete normaliser and once without each step. */
export function leaveStepsOut(set: PictureSet, model: LoadedModel): Trial[] {
  const trials: Trial[] = [];
  const name = `${set.name} without steps`;
  for (const { group, label, raster } of withProgress(name, set.pictures(), set.count)) {
    const isRight = (normalized: Normalized) => recognizeNormalized(normalized, model).digit === label;
    const whole = normalize(raster);
    const right = isRight(whole);
    const rightWithout = STEPS.map((step) => {
      const lacking = normalize(raster, step);
      return [step, areEqual(whole.pixels, lacking.pixels) ? right : isRight(lacking)];
    });
    trials.push({ group, right, rightWithout: Object.fromEntries(rightWithout) as Record<Step, boolean> });
  }
  return trials;
}

function areEqual(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, i) => value === other[i]);
}

/** Changes without a step. */
export interface StepWorth {
  /** Answers that are right only with the step, and only without it. */
  readonly lost: number;
  readonly won: number;
  /** Points of accuracy lost without it; negative if its absence helps. */
  readonly points: number;
}

/** Compares the same pictures with and without a step. */
export function worthOf(step: Step, trials: readonly Trial[]): StepWorth {
  const lost = trials.filter(({ right, rightWithout }) => right && !rightWithout[step]).length;
  const won = trials.filter(({ right, rightWithout }) => !right && rightWithout[step]).length;
  return { lost, won, points: (100 * (lost - won)) / trials.length };
}
