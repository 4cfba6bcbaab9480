import { argmax, softmax } from '../../../src/domain';
import { countAlike, type Sight } from '../../../src/eye/sight';
import type { LookTuning } from '../../../src/eye/sureness';
import { fitTemperature } from './calibration';

/** A look at a picture, and what is right. */
export interface LookExample {
  readonly sight: Pick<Sight, 'digits' | 'subject'>;
  /** Null if the picture shows no digit. */
  readonly label: number | null;
  /** Whether the answer is right that all looks and the reader give together. */
  readonly isRightAfterAll: boolean;
}

/** Least objectness that is tried: from 0.5 on, 3 % more pictures would be answered, and five times as many letters. */
const OBJECTNESS = [0.9, 0.95];
/** Least probability that an answer may have without a second opinion, whatever the examples say. */
const PROBABILITY = 0.95;

/** Mistakes that may be added: as a share of the answers, and of the pictures without a digit, of which far fewer are answered at all. */
const ADDED_SHARE = 0.0005;
const PASSED_SHARE = 0.004;

/** Accepts no look: every picture takes the whole road. */
export const NEVER_SURE: LookTuning = { temperature: 1, objectness: 1, probability: 2 };

/**
 * Fits when a look's answer stands alone: of all thresholds at which that adds hardly a mistake to those that the whole road makes on the
 * same pictures, the pair by which most pictures are answered.
 */
export function tuneLooks(examples: readonly LookExample[]): LookTuning {
  const digits = examples.filter((example) => example.label !== null && example.sight.digits.length > 0);
  const temperature = fitTemperature(
    Float32Array.from(digits.flatMap(({ sight }) => [...sight.subject.logits])),
    Uint8Array.from(digits, ({ label }) => label!),
  );
  let best = { temperature, objectness: 1, probability: 1 };
  let most = 0;
  for (const objectness of OBJECTNESS) {
    const { probability, answered } = fitProbability(examples, temperature, objectness);
    if (answered > most) {
      best = { temperature, objectness, probability };
      most = answered;
    }
  }
  return best;
}

function fitProbability(examples: readonly LookExample[], temperature: number, objectness: number) {
  const candidates = examples
    .filter(({ sight }) => sight.subject.objectness >= objectness && countAlike(sight) === 1)
    .map(({ sight: { subject }, label, isRightAfterAll }) => ({
      probability: Math.max(...softmax(subject.logits, temperature)),
      added: Number(argmax(subject.logits) !== label) - Number(!isRightAfterAll),
      isDigit: label !== null,
    }))
    .filter(({ probability }) => probability >= PROBABILITY)
    .sort((a, b) => b.probability - a.probability);
  const mostPassed = PASSED_SHARE * examples.filter(({ label }) => label === null).length;
  let best = { probability: 1, answered: 0 };
  let added = 0;
  let passed = 0;
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.isDigit) added += candidate.added;
    else passed += candidate.added;
    const isLastOfEquals = candidates[index + 1]?.probability !== candidate.probability;
    if (isLastOfEquals && added <= ADDED_SHARE * (index + 1) && passed <= mostPassed)
      best = { probability: candidate.probability, answered: index + 1 };
  }
  return best;
}
