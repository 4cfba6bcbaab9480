import type { DigitReader } from '../../../../src/inference/judgement';
import type { LoadedModel } from '../../../../src/inference/registry';
import { SIGNIFICANCE } from '../../../../src/metrics/experiments/verdict';
import type { DigitSet } from '../../data/mnist';
import { digitImages, openIdxFolder } from '../../report/digit-images';
import { percent } from '../../report/format';
import { openImageFolder } from '../../report/image-folder';
import { answerNegatives } from '../../report/negative-answers';
import { answerSet, byGroup, type ModelOutcomes, type Outcome } from '../../report/outcome';
import type { PictureSet } from '../../report/picture-set';
import { stressSet } from '../../report/stress-set';
import { loadLetterFonts } from '../../scenes/negatives/letters';
import { NO_DIGIT } from '../../training/training-batch';
import type { LabelledPixels } from '../feedback-source';
import { CONFIDENT, readAll, type SortedFeedback, toDigitSet } from '../sort-feedback';
import { calibrationChange } from './calibration-change';
import { better, type GateLine, notWorse, type PairedAnswers } from './gate-line';

/** What a candidate is judged by. */
export interface Evidence {
  readonly champion: LoadedModel;
  readonly candidate: LoadedModel;
  readonly feedback: SortedFeedback;
  readonly mnistTest: DigitSet;
  /** Pictures for each disturbance and severity, and for each kind without a digit. */
  readonly count: number;
  /** Other pictures that the candidate may be better with; null without any. */
  readonly drifted: PictureSet | null;
}

/** Share of the labels that may be wrong; careful people get about one in a hundred wrong. */
const MOST_DISPUTED = 0.05;

/**
 * Compares candidate and champion on the same pictures: not worse anywhere, better with what production sends, at no higher cost. Sets of
 * `OTHER_WRITERS_DIR` and `HANDWRITING_DIR` are used if they are there.
 */
export function judgeCandidate(evidence: Evidence): GateLine[] {
  const { champion, candidate, feedback, mnistTest, count, drifted } = evidence;
  const models = [champion, candidate];
  const answer = (set: PictureSet) => answerSet(set, models);
  const mnist = answer(digitImages('MNIST test', mnistTest));
  const digits = feedback.heldOut.filter(({ label }) => label !== NO_DIGIT);
  const production = [
    ...(digits.length > 0 ? [digitImages('held-out feedback', toDigitSet(digits))] : []),
    ...(drifted === null ? [] : [drifted]),
  ].map(answer);
  const others = [...otherWriters(), ...handwriting()].map(answer);
  const stress = answer(stressSet(mnistTest, count));
  const fonts = loadLetterFonts();
  const negatives = models.map((model) => answerNegatives(model, { fonts, digits: mnistTest.images }, count));
  const noDigits = feedback.heldOut.filter(({ label }) => label === NO_DIGIT);
  return [
    improvement(production),
    ...[mnist, ...others, stress, ...production].map((answers) => accuracy(answers)),
    ...eachDisturbance(stress),
    refusal('digits of MNIST accepted', mnist, (outcome) => outcome.rejectReason === null),
    notWorse('pictures without a digit refused', {
      champion: refusedOf([...negatives[0]!.values()].flat()),
      candidate: refusedOf([...negatives[1]!.values()].flat()),
    }),
    ...(noDigits.length > 0 ? [heldOutRefusals(noDigits, answer)] : []),
    calibration(mnist),
    labelLine(candidate.classifier, feedback),
    cost(champion, candidate),
  ];
}

function otherWriters(): PictureSet[] {
  const folder = process.env.OTHER_WRITERS_DIR;
  return folder ? openIdxFolder(folder) : [];
}

function handwriting(): PictureSet[] {
  const folder = process.env.HANDWRITING_DIR;
  return folder ? [openImageFolder(folder)] : [];
}

function pair(answers: readonly ModelOutcomes[], isGood: (outcome: Outcome) => boolean): PairedAnswers {
  const [champion, candidate] = answers.map(({ outcomes }) => outcomes.map(isGood));
  return { champion: champion!, candidate: candidate! };
}

function accuracy(answers: readonly ModelOutcomes[]): GateLine {
  return notWorse(
    answers[0]!.set,
    pair(answers, ({ right }) => right),
  );
}

/** The set of production pictures on which the evidence is strongest. */
function improvement(production: readonly (readonly ModelOutcomes[])[]): GateLine {
  const lines = production.map((answers) =>
    better(
      answers[0]!.set,
      pair(answers, ({ right }) => right),
    ),
  );
  if (lines.length === 0) return better('held-out feedback', { champion: [], candidate: [] });
  return lines.reduce((best, line) => (line.pValue! < best.pValue! ? line : best));
}

/** A small loss in all disturbances shows in their sum; a large one in a single disturbance shows here. */
function eachDisturbance(stress: readonly ModelOutcomes[]): GateLine[] {
  const [champion, candidate] = stress.map(({ outcomes }) => outcomes);
  const familyOf = ({ group }: Outcome) => group.replace(/ \d$/, '');
  const families = [...new Set([...byGroup(champion!).keys()].map((group) => group.replace(/ \d$/, '')))];
  const rights = (outcomes: readonly Outcome[], family: string) =>
    outcomes.filter((outcome) => familyOf(outcome) === family).map(({ right }) => right);
  return families.map((family) =>
    notWorse(
      `stress: ${family}`,
      { champion: rights(champion!, family), candidate: rights(candidate!, family) },
      families.length,
    ),
  );
}

function refusal(
  name: string,
  answers: readonly ModelOutcomes[],
  isGood: (outcome: Outcome) => boolean,
): GateLine {
  return notWorse(name, pair(answers, isGood));
}

function heldOutRefusals(
  pictures: readonly LabelledPixels[],
  answer: (set: PictureSet) => ModelOutcomes[],
): GateLine {
  const answers = answer(digitImages('held-out feedback without a digit', toDigitSet(pictures)));
  return refusal(
    'held-out feedback without a digit refused',
    answers,
    ({ rejectReason }) => rejectReason !== null,
  );
}

function refusedOf(answers: readonly Pick<Outcome, 'rejectReason'>[]): boolean[] {
  return answers.map(({ rejectReason }) => rejectReason !== null);
}

function calibration(mnist: readonly ModelOutcomes[]): GateLine {
  const [champion, candidate] = mnist.map(({ outcomes }) => outcomes);
  const change = calibrationChange(champion!, candidate!);
  return {
    name: 'calibration error on MNIST test',
    condition: 'not worse beyond chance',
    pictures: champion!.length,
    champion: percent(change.champion),
    candidate: percent(change.candidate),
    pValue: change.pValue,
    passed: change.pValue >= SIGNIFICANCE,
  };
}

/**
 * Whether the labels can be trusted: a candidate that has learned from the others reads the suspicious ones, from which it has not
 * learned, as they are labelled, or as the reviewer does.
 */
export function labelLine(candidate: DigitReader, { suspicious, reviewed }: SortedFeedback): GateLine {
  const readings = readAll(suspicious, candidate);
  const disputed = suspicious.filter(
    (each, i) => readings[i]!.reading === each.reading && readings[i]!.confidence >= CONFIDENT,
  ).length;
  const share = reviewed === 0 ? 0 : disputed / reviewed;
  return {
    name: 'labels that reviewer and candidate contradict',
    condition: `at most ${percent(MOST_DISPUTED, 0)}`,
    pictures: reviewed,
    champion: '',
    candidate: percent(share),
    pValue: null,
    passed: share <= MOST_DISPUTED,
  };
}

function cost(champion: LoadedModel, candidate: LoadedModel): GateLine {
  const [before, after] = [champion, candidate].map(({ card }) => ({
    multiplyAdds: card.architecture.multiplyAdds,
    bytes: card.weights?.bytes ?? 0,
  }));
  const describe = ({ multiplyAdds, bytes }: { multiplyAdds: number; bytes: number }) =>
    `${(multiplyAdds / 1e6).toFixed(1)} M multiply-adds, ${(bytes / 1024).toFixed(0)} KiB`;
  return {
    name: 'cost',
    condition: 'not higher',
    pictures: 0,
    champion: describe(before!),
    candidate: describe(after!),
    pValue: null,
    passed: after!.multiplyAdds <= before!.multiplyAdds && after!.bytes <= before!.bytes,
  };
}
