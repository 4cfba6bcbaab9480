import type { LoadedModel } from '../../../src/inference/registry';
import { type Recognition, recognizeRaster } from '../../../src/recognition/recognize';
import type { DigitSet } from '../data/mnist';
import { KINDS, type SceneGenerator } from '../scenes/generator/generator';
import { openScenes } from '../scenes/generator/open-scenes';
import { DIGIT_FROM, type SceneDigit, subjectOf } from '../scenes/generator/scene';
import { STRESS } from '../scenes/generator/settings';
import { withProgress } from '../with-progress';

/** Digits that are at least so high beside the subject are of its kind, as for `several_objects`. */
const ALIKE = 0.5;

/** What a scene shows: a digit (and which), several of a kind, or none. */
export type SceneTruth = number | 'several' | 'none';

/** How an answer compares with the truth; `refused` is a digit that was not accepted as one. */
export type SceneVerdict = 'right' | 'refused' | 'wrong';

export interface SceneAnswer {
  readonly kind: string;
  readonly truth: SceneTruth;
  readonly verdict: SceneVerdict;
}

/** @returns scenes that nothing has learned from; `digits` have to be unseen, too */
export function unseenScenes(digits: DigitSet): SceneGenerator {
  return openScenes(digits, STRESS);
}

/**
 * Runs scenes of every kind through the service's own steps.
 *
 * @param count scenes of each kind
 */
export function answerScenes(model: LoadedModel, scenes: SceneGenerator, count: number): SceneAnswer[] {
  const tasks = KINDS.flatMap(({ name }) => Array.from({ length: count }, (_, seed) => ({ name, seed })));
  return Array.from(withProgress('scenes', tasks, tasks.length), ({ name, seed }) => {
    const { raster, digits } = scenes.sceneOf(name, seed);
    const truth = truthOf(digits);
    return { kind: name, truth, verdict: verdictOn(recognizeRaster(raster, model), truth) };
  });
}

/** @returns what a picture with these digits should be answered with */
export function truthOf(digits: readonly SceneDigit[]): SceneTruth {
  const index = subjectOf(digits);
  if (index === null) return 'none';
  const subject = digits[index]!;
  const alike = digits.filter(
    ({ box, visible }) => visible >= DIGIT_FROM && box.height >= ALIKE * subject.box.height,
  );
  return alike.length > 1 ? 'several' : subject.label;
}

/** Where there is no single digit, refusing is right. */
export function verdictOn(
  { digit, rejectReason }: Pick<Recognition, 'digit' | 'rejectReason'>,
  truth: SceneTruth,
): SceneVerdict {
  if (typeof truth !== 'number') return rejectReason === null ? 'wrong' : 'right';
  if (rejectReason !== null) return 'refused';
  return digit === truth ? 'right' : 'wrong';
}
