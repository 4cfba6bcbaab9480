import type { Eye } from '../../../src/eye/sureness';
import type { Raster } from '../../../src/image/raster';
import type { LoadedModel } from '../../../src/inference/registry';
import {
  type FoundDigit,
  findDigit,
  type Recognition,
  recognizeFound,
} from '../../../src/recognition/recognize';
import { withProgress } from '../with-progress';
import { groupBy } from './group-by';
import type { LabelledPicture, PictureSet } from './picture-set';

/** The service's answer to a picture whose digit is known. */
export interface Outcome extends Recognition {
  readonly name: string;
  readonly group: string;
  readonly label: number;
  readonly right: boolean;
  /** Kept for inspection if the answer is wrong, otherwise null. */
  readonly raster: Raster | null;
}

/** A model's answers to the pictures of a set. */
export interface ModelOutcomes {
  readonly set: string;
  readonly model: LoadedModel;
  readonly outcomes: readonly Outcome[];
}

/**
 * Has the models recognise every picture of a set, as the service does. Those with the same eye look once.
 *
 * @returns one item for each model
 */
export function answerSet(set: PictureSet, models: readonly LoadedModel[]): ModelOutcomes[] {
  const outcomes = models.map((): Outcome[] => []);
  for (const picture of withProgress(set.name, set.pictures(), set.count)) {
    const found = new Map<Eye, FoundDigit>();
    models.forEach((model, m) => {
      const seen = found.get(model.eye) ?? findDigit(picture.raster, model);
      found.set(model.eye, seen);
      outcomes[m]!.push(toOutcome(picture, recognizeFound(seen, model)));
    });
  }
  return models.map((model, m) => ({ set: set.name, model, outcomes: outcomes[m]! }));
}

/** Compares an answer with the truth. */
export function toOutcome(picture: LabelledPicture, recognition: Recognition): Outcome {
  const { name, group, label, raster } = picture;
  const right = recognition.digit === label;
  // Thousands of looks would fill the memory.
  return { ...recognition, sight: null, name, group, label, right, raster: right ? null : raster };
}

/** Share of outcomes that are right. */
export function accuracyOf(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ right }) => right).length / outcomes.length;
}

/** @returns share of outcomes that the service rejects as no digit or several */
export function rejectedShare(outcomes: readonly Pick<Outcome, 'rejectReason'>[]): number {
  return outcomes.filter(({ rejectReason }) => rejectReason !== null).length / outcomes.length;
}

/** Groups outcomes by the part of the set that they belong to. */
export function byGroup(outcomes: readonly Outcome[]): Map<string, Outcome[]> {
  return groupBy(outcomes, ({ group }) => group);
}

/** @returns `count × 10` probabilities and `count` labels, as `scripts/lib/model-files/evaluation.ts` and its like take them */
export function toArrays(outcomes: readonly Outcome[]): {
  probabilities: Float32Array;
  labels: Uint8Array;
} {
  const probabilities = new Float32Array(outcomes.length * 10);
  outcomes.forEach(({ judgement }, i) => {
    probabilities.set(judgement.probabilities, i * 10);
  });
  return { probabilities, labels: Uint8Array.from(outcomes, ({ label }) => label) };
}
