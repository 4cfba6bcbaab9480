import { evidence } from '../../../src/eye/eye-map';
import { coarseLook, type EyeNetwork, type Sight } from '../../../src/eye/sight';
import { type EyeTuning, isSure } from '../../../src/eye/sureness';
import type { Raster } from '../../../src/image/raster';
import type { Judgement } from '../../../src/inference/judgement';
import type { LoadedModel } from '../../../src/inference/registry';
import { histogramsOf } from '../../../src/metrics/drift/histograms';
import { composite } from '../../../src/preprocess/composite';
import {
  type FoundDigit,
  findDigit,
  type Recognition,
  toRecognition,
} from '../../../src/recognition/recognize';
import type { DigitSet } from '../data/mnist';
import { KINDS } from '../scenes/generator/generator';
import { openScenes } from '../scenes/generator/open-scenes';
import { DIGIT_FROM } from '../scenes/generator/scene';
import { TRAINING } from '../scenes/generator/settings';
import { referencePictures } from '../scenes/reference-pictures';
import { withProgress } from '../with-progress';
import { fitTemperature } from './calibration';
import { toDriftFacts } from './reference-histograms';
import { fitMinimumEvidence, shareBelow } from './rejection';
import { NEVER_SURE, tuneLooks } from './tune-looks';
import type { TunedSections } from './tune-network';

/**
 * Share of these digits that may be refused: a third of the 1 % that is allowed, because small pictures by other writers have less
 * evidence. The eye has learned from letters, shapes and scribbles, so that less of the digits lies below a threshold that most of
 * those do not reach.
 */
const REJECTED_SHARE = 0.003;
/** Scenes of each kind, as a share of the pictures: ten of 4,000. */
const SCENES_SHARE = 1 / 400;
/** Of these kinds, which show no digit, there are so many times as many. */
const NO_DIGIT = ['letters', 'shapes', 'scribble', 'crop-of-no-digit'];
const NO_DIGIT_FACTOR = 30;

/** A picture as the eye has found its digit, what its reader says of it, and which it is. */
interface Example {
  /** With all pixels, and a second look where the first is unsure. */
  readonly found: FoundDigit;
  readonly coarse: Sight;
  readonly read: Judgement;
  /** Null if there is no digit. */
  readonly label: number | null;
}

/** The sections of a card of a model that finds digits. */
type TunedEye = TunedSections & Required<Pick<LoadedModel['card'], 'looks'>>;

/** An eye that is being tuned. */
type Seer = LoadedModel & { readonly reader: string };

/**
 * Fits temperatures, rejection threshold, and what makes a look's answer stand alone to an eye and its reader, on validation digits as
 * clients send them, which also make the drift reference. What stands alone is fitted to scenes, too, with and without
 * digits. The figures for MNIST are the reader's.
 *
 * @param version of the eye
 * @param reader that reads what it finds
 * @param validation digits that neither has learned from
 * @param count of pictures
 */
export function tuneEye(
  version: string,
  network: EyeNetwork,
  reader: LoadedModel,
  validation: DigitSet,
  count: number,
): TunedEye {
  const untuned = { network, coarse: NEVER_SURE, whole: NEVER_SURE, reads: true };
  const seer: Seer = { ...reader, version, eye: untuned, reader: reader.version };
  const pictures: Example[] = [];
  for (const raster of withProgress('validation digits', referencePictures(validation, count), count)) {
    pictures.push(toExample(raster, validation.labels[pictures.length]!, seer));
  }
  const fitted = fitEvidence(pictures, seer);
  const scenes = scenesOf(validation, Math.ceil(SCENES_SHARE * count));
  const examples = [...pictures, ...scenes.map(({ raster, label }) => toExample(raster, label, fitted))];
  const looks = fitLooks(examples, fitted);
  const tuned = { ...fitted, eye: { network, ...looks, reads: true } };
  const { calibration, rejection, validation: figures, test } = fitted.card;
  const answers = pictures.map((picture) => answer(picture, tuned));
  return {
    looks,
    calibration,
    rejection,
    validation: figures,
    test,
    reference_histograms: histogramsOf(answers.map(toDriftFacts)),
  };
}

function toExample(raster: Raster, label: number | null, seer: Seer): Example {
  const found = findDigit(raster, seer);
  const coarse = coarseLook(seer.eye.network, composite(raster));
  return { found: withoutLook(found), coarse, read: seer.classifier.judge(found.normalized.pixels), label };
}

/** Thousands of looks would fill the memory. */
function withoutLook({ normalized, sight }: FoundDigit): FoundDigit {
  const nothing = new Float32Array();
  return { normalized, sight: sight && { ...sight, seen: nothing, map: nothing } };
}

/** Scenes of every kind with one digit, which is to be found, or with none. */
function scenesOf(digits: DigitSet, each: number): { raster: Raster; label: number | null }[] {
  const generator = openScenes(digits, TRAINING);
  return KINDS.flatMap(({ name }) =>
    Array.from({ length: NO_DIGIT.includes(name) ? NO_DIGIT_FACTOR * each : each }, (_, seed) =>
      generator.sceneOf(name, seed),
    )
      .filter(
        ({ digits: shown }) => shown.length === 0 || (shown.length === 1 && shown[0]!.visible >= DIGIT_FROM),
      )
      .map(({ raster, digits: [digit] }) => ({ raster, label: digit?.label ?? null })),
  );
}

/** Fits the temperature of whole looks, and the evidence of a digit. */
function fitEvidence(pictures: readonly Example[], seer: Seer): Seer {
  const seen = pictures.filter(
    (example): example is Example & { found: { sight: Sight } } => example.found.sight !== null,
  );
  const temperature = fitTemperature(
    Float32Array.from(seen.flatMap(({ found }) => [...found.sight.subject.logits])),
    Uint8Array.from(seen, ({ label }) => label!),
  );
  const evidences = Float32Array.from(
    seen,
    ({ found, read }) => evidence(found.sight.subject) + read.evidence,
  );
  const minimumEvidence = fitMinimumEvidence(evidences, REJECTED_SHARE);
  const { card, eye } = seer;
  const calibration = { ...card.calibration, temperature };
  const rejectedPhotographShare = shareBelow(evidences, minimumEvidence);
  const rejection = { ...card.rejection, minimumEvidence, rejectedPhotographShare };
  const whole = { ...NEVER_SURE, temperature };
  return { ...seer, card: { ...card, calibration, rejection }, eye: { ...eye, whole } };
}

/** Fits what makes a look's answer stand alone, beside the answers of `seer`, which never does without the reader. */
function fitLooks(examples: readonly Example[], seer: Seer): EyeTuning {
  const judged = examples.map(({ found, coarse, read, label }) => {
    const { digit, rejectReason } = toRecognition(found, read, seer);
    const isRightAfterAll = label === null ? rejectReason !== null : digit === label;
    return { found, coarse, label, isRightAfterAll };
  });
  return {
    coarse: tuneLooks(judged.map(({ coarse, ...example }) => ({ ...example, sight: coarse }))),
    whole: tuneLooks(
      judged.flatMap(({ found, ...example }) =>
        found.sight === null ? [] : [{ ...example, sight: found.sight }],
      ),
    ),
  };
}

/** The answer with as few looks as the tuning allows. */
function answer({ found, coarse, read }: Example, tuned: Seer): Recognition {
  if (isSure(coarse, tuned.eye)) return toRecognition({ ...found, sight: coarse }, null, tuned);
  const isAlone = found.sight !== null && isSure(found.sight, tuned.eye);
  return toRecognition(found, isAlone ? null : read, tuned);
}
