import { argmax, type RejectReason, type SourceFormat } from '../domain';
import { findSubjectInSteps } from '../eye/find-subject';
import type { Sight } from '../eye/sight';
import { isSure } from '../eye/sureness';
import { decodeImageInSteps } from '../image/decode';
import { freeMemory } from '../image/free-memory';
import type { ImageLimits } from '../image/limits';
import type { Raster } from '../image/raster';
import type { DigitReader, Judgement } from '../inference/judgement';
import type { LoadedModel } from '../inference/registry';
import { cropDigit } from '../preprocess/crop-digit';
import { type Normalized, normalizeInSteps } from '../preprocess/normalize';
import { runAtOnce, type Steps } from '../steps';
import { judgeSight } from './judge-sight';

/** A model's prediction for a picture. */
export interface Recognition {
  /** The most likely digit, 0–9. */
  readonly digit: number;
  /** Its probability, 0–1. */
  readonly confidence: number;
  readonly judgement: Judgement;
  readonly modelVersion: string;
  /** Null if the picture shows one digit. */
  readonly rejectReason: RejectReason | null;
  readonly normalized: Normalized;
  /** The look that found the digit; null where it was found by rule. */
  readonly sight: Sight | null;
}

/** Facts about a picture besides its pixels. */
export interface Source {
  readonly format: SourceFormat;
  /** Size in pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the source for each pixel that was decoded, at least 1. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** A picture that is ready for the network: 3 to 7 kB, or 60 with its sight, whatever the size of the file. */
export interface PictureReading extends FoundDigit {
  readonly source: Source;
  /** The part with the digit: 64×64 grey levels, or fewer; null unless it is to be kept. */
  readonly crop: Uint8Array | null;
}

/** What recognising needs to know of a picture. */
export type FoundDigit = Pick<Recognition, 'normalized' | 'sight'>;

/** The same with facts about the file. It holds no memory that grows with the picture. */
export interface FileRecognition extends Recognition, Pick<PictureReading, 'source' | 'crop'> {}

/**
 * The whole pipeline: bytes → decode → normalise → infer → prediction.
 *
 * @param bytes a PNG or JPEG file
 * @param model to use
 * @param limits of the picture
 * @throws ServiceError if the bytes are not a picture that can be decoded within the limits
 */
export function recognize(bytes: Uint8Array, model: LoadedModel, limits: ImageLimits): FileRecognition {
  return runAtOnce(recognizeInSteps(bytes, model, limits));
}

/** Called when a stage of the work begins: `decode` reads a file and normalises the picture, `look` is the network's part. */
export type StageListener = (stage: 'decode' | 'look') => void;

/** The same in steps. */
export function* recognizeInSteps(
  bytes: Uint8Array,
  model: LoadedModel,
  limits: ImageLimits,
  onStage: StageListener = () => {},
  keepCrop = false,
): Steps<FileRecognition> {
  onStage('decode');
  const reading = yield* readPictureInSteps(bytes, limits, model, keepCrop);
  onStage('look');
  const [recognition] = yield* recognizeBatchInSteps([reading], model);
  return { ...recognition!, source: reading.source, crop: reading.crop };
}

/**
 * The steps before the network: bytes → decode → normalise.
 *
 * @param keepCrop whether the part with the digit is to be kept
 * @throws ServiceError as `recognize` does
 */
export function* readPictureInSteps(
  bytes: Uint8Array,
  limits: ImageLimits,
  model: Seer,
  keepCrop = false,
): Steps<PictureReading> {
  const { format, sourceWidth, sourceHeight, raster } = yield* decodeImageInSteps(bytes, limits);
  const found = yield* findDigitInSteps(raster, model);
  const crop = keepCrop ? cropDigit(raster, found.normalized.crop) : null;
  freeMemory(raster.data);
  const source = {
    format,
    width: sourceWidth,
    height: sourceHeight,
    scaleX: sourceWidth / raster.width,
    scaleY: sourceHeight / raster.height,
  };
  return { ...found, source, crop };
}

/** The same for pixels, which need no decoding. */
export function* readRasterInSteps(raster: Raster, model: Seer, keepCrop = false): Steps<PictureReading> {
  const { width, height } = raster;
  const found = yield* findDigitInSteps(raster, model);
  const crop = keepCrop ? cropDigit(raster, found.normalized.crop) : null;
  return { ...found, source: { format: 'pixels', width, height, scaleX: 1, scaleY: 1 }, crop };
}

/** The model that says where the digit is. */
type Seer = Pick<LoadedModel, 'finder'>;

/** Finds the digit in a picture: by looking if the model can, by rule otherwise. */
function* findDigitInSteps(raster: Raster, { finder }: Seer): Steps<FoundDigit> {
  if (finder !== null) return yield* findSubjectInSteps(finder, raster);
  return { normalized: yield* normalizeInSteps(raster), sight: null };
}

/** The same at once. */
export function findDigit(raster: Raster, model: Seer): FoundDigit {
  return runAtOnce(findDigitInSteps(raster, model));
}

/** All steps but decoding, at once; used to evaluate pictures that are not files. */
export function recognizeRaster(raster: Raster, model: LoadedModel): Recognition {
  return runAtOnce(recognizeBatchInSteps([findDigit(raster, model)], model))[0]!;
}

/** The model that classifies normalised pictures. */
type Reader = Pick<LoadedModel, 'version' | 'classifier' | 'finder' | 'card'>;

/** The steps after normalising by rule; also used to evaluate pictures that are not files. */
export function recognizeNormalized(
  normalized: Normalized,
  { version, classifier }: Pick<Reader, 'version' | 'classifier'>,
): Recognition {
  const judgement = classifier.judge(normalized.pixels);
  return { ...answerOf(normalized, judgement), normalized, sight: null, modelVersion: version };
}

/** The same for several pictures, which pass through the network together; in the same order. */
export function* recognizeBatchInSteps(pictures: readonly FoundDigit[], model: Reader): Steps<Recognition[]> {
  const unread = pictures.filter((picture) => needsReader(picture, model));
  const judgements = yield* readInSteps(unread, model.classifier);
  const read = new Map(unread.map((picture, index) => [picture, judgements[index]!]));
  return pictures.map((picture) => toRecognition(picture, read.get(picture) ?? null, model));
}

/** Whether the eye's answer is not enough. */
function needsReader({ sight }: FoundDigit, { finder }: Pick<Reader, 'finder'>): boolean {
  return finder === null || sight === null || !isSure(sight, finder);
}

/** What the reader says of each picture. */
function* readInSteps(pictures: readonly FoundDigit[], classifier: DigitReader): Steps<Judgement[]> {
  if (pictures.length === 0) return [];
  const size = pictures[0]!.normalized.pixels.length;
  const pixels = new Float32Array(pictures.length * size);
  for (const [index, { normalized }] of pictures.entries()) pixels.set(normalized.pixels, index * size);
  return yield* classifier.judgeBatchInSteps(pixels);
}

/**
 * The model's answer to what has been found and read.
 *
 * @param read the judgement of the network that read the 28×28 pixels; null if it was not needed
 */
export function toRecognition(
  { normalized, sight }: FoundDigit,
  read: Judgement | null,
  model: Reader,
): Recognition {
  const { finder, version, card } = model;
  const judgement =
    finder === null || sight === null ? read! : judgeSight(sight, read, { finder, version, card });
  return { ...answerOf(normalized, judgement), normalized, sight, modelVersion: version };
}

function answerOf(
  normalized: Normalized,
  judgement: Judgement,
): Pick<Recognition, 'digit' | 'confidence' | 'judgement' | 'rejectReason'> {
  const digit = argmax(judgement.probabilities);
  const confidence = judgement.probabilities[digit]!;
  return { digit, confidence, judgement, rejectReason: rejectReasonOf(normalized, judgement) };
}

function rejectReasonOf({ emptiness, objectCount }: Normalized, { isDigit }: Judgement): RejectReason | null {
  if (emptiness !== null) return emptiness;
  if (objectCount > 1) return 'several_objects';
  return isDigit ? null : 'not_a_digit';
}
