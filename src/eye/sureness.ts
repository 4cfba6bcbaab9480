import { softmax } from '../domain';
import { sideOf } from './look';
import { COARSE_SIDE, countAlike, type EyeNetwork, type Sight } from './sight';

/** When a look's answer needs neither another look nor a reader; fitted on validation digits. */
export interface LookTuning {
  /** Divides the logits of its opinion. */
  readonly temperature: number;
  /** Least probability that there is a digit, … */
  readonly objectness: number;
  /** … and that it is this one. */
  readonly probability: number;
}

/** What was fitted for looks of each kind. */
export interface EyeTuning {
  /** For looks with fewer pixels. */
  readonly coarse: LookTuning;
  readonly whole: LookTuning;
}

/** A network that looks, and what was fitted to it. */
export interface Eye extends EyeTuning {
  readonly network: EyeNetwork;
  /** Whether it has a say in which digit it is. If not, it has to say exactly where, for the model that reads. */
  readonly reads: boolean;
}

/** @returns what was fitted for looks of this kind */
export function tuningOfLook({ seen }: Pick<Sight, 'seen'>, { coarse, whole }: EyeTuning): LookTuning {
  return sideOf(seen) === COARSE_SIDE ? coarse : whole;
}

/** @returns whether a look needs no other, and no reader */
export function isSure(sight: Sight, tuning: EyeTuning): boolean {
  const { temperature, objectness, probability } = tuningOfLook(sight, tuning);
  const { subject } = sight;
  return (
    subject.objectness >= objectness &&
    countAlike(sight) === 1 &&
    Math.max(...softmax(subject.logits, temperature)) >= probability
  );
}
