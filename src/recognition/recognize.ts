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
import type { Normalized } from '../preprocess/normalized';
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
  /** The look that found the digit; null where there was none, or nothing to find. */
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
 * The whole pipeline: bytes → decode → find → read → prediction.
 *
 * @param bytes a PNG or JPEG file
 * @param model to use
 * @param limits of the picture
 * @throws ServiceError if the bytes are not a picture that can be decoded within the limits
 */
export function recognize(bytes: Uint8Array, model: LoadedModel, limits: ImageLimits): FileRecognition {
  return runAtOnce(recognizeInSteps(bytes, model, limits));
}

/** Called when a stage of the work begins: `decode` reads a file and finds the digit in it, `look` is the rest. */
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
 * The steps before the reader: bytes → decode → find.
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
  const found = yield* findSubjectInSteps(model.eye, raster);
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
  const found = yield* findSubjectInSteps(model.eye, raster);
  const crop = keepCrop ? cropDigit(raster, found.normalized.crop) : null;
  return { ...found, source: { format: 'pixels', width, height, scaleX: 1, scaleY: 1 }, crop };
}

/** The model that says where the digit is. */
type Seer = Pick<LoadedModel, 'eye'>;

/** Finds the digit in a picture, at once. */
export function findDigit(raster: Raster, { eye }: Seer): FoundDigit {
  return runAtOnce(findSubjectInSteps(eye, raster));
}

/** All steps but decoding, at once; used to evaluate pictures that are not files. */
export function recognizeRaster(raster: Raster, model: Reader): Recognition {
  return recognizeFound(findDigit(raster, model), model);
}

/** The steps after finding, at once. */
export function recognizeFound(found: FoundDigit, model: Reader): Recognition {
  return runAtOnce(recognizeBatchInSteps([found], model))[0]!;
}

/** The model that classifies normalised pictures. */
type Reader = Pick<LoadedModel, 'version' | 'classifier' | 'eye' | 'reader' | 'card'>;

/** The steps after finding, for several pictures, which pass through the network together; in the same order. */
export function* recognizeBatchInSteps(pictures: readonly FoundDigit[], model: Reader): Steps<Recognition[]> {
  const unread = pictures.filter((picture) => needsReader(picture, model));
  const judgements = yield* readInSteps(unread, model.classifier);
  const read = new Map(unread.map((picture, index) => [picture, judgements[index]!]));
  return pictures.map((picture) => toRecognition(picture, read.get(picture) ?? null, model));
}

/** Whether the eye's answer is not enough. */
function needsReader({ sight }: FoundDigit, { eye, reader }: Pick<Reader, 'eye' | 'reader'>): boolean {
  return reader === null || sight === null || !isSure(sight, eye);
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
export function toRecognition(found: FoundDigit, read: Judgement | null, model: Reader): Recognition {
  const { version, reader } = model;
  const { sight } = found;
  const judgement = reader === null || sight === null ? read! : judgeSight(sight, read, { ...model, reader });
  return withJudgement(found, judgement, version);
}

/** The answer of a network that reads what an eye has found, whatever the eye says. */
export function readFound(
  found: FoundDigit,
  { version, classifier }: Pick<Reader, 'version' | 'classifier'>,
): Recognition {
  return withJudgement(found, classifier.judge(found.normalized.pixels), version);
}

function withJudgement(
  { normalized, sight }: FoundDigit,
  judgement: Judgement,
  modelVersion: string,
): Recognition {
  const digit = argmax(judgement.probabilities);
  const confidence = judgement.probabilities[digit]!;
  const rejectReason = rejectReasonOf(normalized, judgement);
  return { digit, confidence, judgement, modelVersion, rejectReason, normalized, sight };
}

function rejectReasonOf({ emptiness, objectCount }: Normalized, { isDigit }: Judgement): RejectReason | null {
  if (emptiness !== null) return emptiness;
  if (objectCount > 1) return 'several_objects';
  return isDigit ? null : 'not_a_digit';
}
