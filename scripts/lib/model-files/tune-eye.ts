import { evidence } from '../../../src/eye/eye-map';
import type { Sight } from '../../../src/eye/sight';
import type { Judgement } from '../../../src/inference/judgement';
import type { LoadedModel } from '../../../src/inference/registry';
import { histogramsOf } from '../../../src/metrics/drift/histograms';
import { type FoundDigit, findDigit, toRecognition } from '../../../src/recognition/recognize';
import type { DigitSet } from '../data/mnist';
import { referencePictures } from '../scenes/reference-pictures';
import { withProgress } from '../with-progress';
import { fitTemperature } from './calibration';
import { toDriftFacts } from './reference-histograms';
import { fitMinimumEvidence, shareBelow } from './rejection';
import type { TunedSections } from './tune-network';

/**
 * Share of these digits that may be refused: a third of the 1 % that is allowed. The eye has learned from letters, shapes and
 * scribbles, so that less of the digits lies below a threshold that most of those do not reach.
 */
const REJECTED_SHARE = 0.003;

/** A digit as the eye has found it, what its reader says of it, and which it is. */
interface Example {
  readonly found: FoundDigit;
  readonly read: Judgement;
  readonly label: number;
}

/**
 * Fits temperature and rejection threshold to an eye and its reader, on validation digits as clients send them, which also make
 * the drift reference. A picture in MNIST's own form goes straight to the reader, so the figures for MNIST are the reader's.
 *
 * @param version of the eye
 * @param reader that reads what it finds
 * @param validation digits that neither has learned from
 * @param count of pictures
 */
export function tuneEye(
  version: string,
  network: NonNullable<LoadedModel['finder']>['network'],
  reader: LoadedModel,
  validation: DigitSet,
  count: number,
): TunedSections {
  const eye = { ...reader, version, finder: { network, temperature: 1, reader: reader.version } };
  const examples: Example[] = [];
  for (const raster of withProgress('validation digits', referencePictures(validation, count), count)) {
    const found = findDigit(raster, eye);
    const read = reader.classifier.judge(found.normalized.pixels);
    examples.push({ found: withoutLook(found), read, label: validation.labels[examples.length]! });
  }

  const seen = examples.filter(
    (example): example is Example & { found: { sight: Sight } } => example.found.sight !== null,
  );
  const temperature = fitTemperature(
    Float32Array.from(seen.flatMap(({ found }) => [...found.sight.subject.logits])),
    Uint8Array.from(seen, ({ label }) => label),
  );
  const evidences = Float32Array.from(
    seen,
    ({ found, read }) => evidence(found.sight.subject) + read.evidence,
  );
  const minimumEvidence = fitMinimumEvidence(evidences, REJECTED_SHARE);
  const { card } = reader;
  const calibration = { ...card.calibration, temperature };
  const rejectedPhotographShare = shareBelow(evidences, minimumEvidence);
  const rejection = { ...card.rejection, minimumEvidence, rejectedPhotographShare };
  const tuned = { ...eye, card: { ...card, calibration, rejection }, finder: { ...eye.finder, temperature } };
  const answers = examples.map(({ found, read }) => toRecognition(found, read, tuned));
  return {
    calibration,
    rejection,
    validation: card.validation,
    test: card.test,
    reference_histograms: histogramsOf(answers.map(toDriftFacts)),
  };
}

/** Thousands of looks would fill the memory. */
function withoutLook({ normalized, sight }: FoundDigit): FoundDigit {
  const nothing = new Float32Array();
  return { normalized, sight: sight && { ...sight, seen: nothing, map: nothing } };
}
