import { argmax, type RejectReason, type SourceFormat } from '../domain';
import { decodeImageInSteps } from '../image/decode';
import { freeMemory } from '../image/free-memory';
import type { ImageLimits } from '../image/limits';
import type { Raster } from '../image/raster';
import type { Judgement } from '../inference/judgement';
import type { LoadedModel } from '../inference/registry';
import { type Normalized, normalizeInSteps } from '../preprocess/normalize';
import { runAtOnce, type Steps } from '../steps';

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

/** A picture that is ready for the network: 3 kB, whatever the size of the file. */
export interface PictureReading {
  readonly normalized: Normalized;
  readonly source: Source;
}

/** The same with facts about the file. It holds no memory that grows with the picture. */
export interface FileRecognition extends Recognition {
  readonly source: Source;
}

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
): Steps<FileRecognition> {
  onStage('decode');
  const { normalized, source } = yield* readPictureInSteps(bytes, limits);
  onStage('look');
  const [recognition] = yield* recognizeBatchInSteps([normalized], model);
  return { ...recognition!, source };
}

/**
 * The steps before the network: bytes → decode → normalise.
 *
 * @throws ServiceError as `recognize` does
 */
export function* readPictureInSteps(bytes: Uint8Array, limits: ImageLimits): Steps<PictureReading> {
  const { format, sourceWidth, sourceHeight, raster } = yield* decodeImageInSteps(bytes, limits);
  const normalized = yield* normalizeInSteps(raster);
  freeMemory(raster.data);
  const source = {
    format,
    width: sourceWidth,
    height: sourceHeight,
    scaleX: sourceWidth / raster.width,
    scaleY: sourceHeight / raster.height,
  };
  return { normalized, source };
}

/** The same for pixels, which need no decoding. */
export function* readRasterInSteps(raster: Raster): Steps<PictureReading> {
  const { width, height } = raster;
  const normalized = yield* normalizeInSteps(raster);
  return { normalized, source: { format: 'pixels', width, height, scaleX: 1, scaleY: 1 } };
}

/** The model that classifies normalised pictures. */
type Reader = Pick<LoadedModel, 'version' | 'classifier'>;

/** The steps after normalising; also used to evaluate pictures that are not files. */
export function recognizeNormalized(normalized: Normalized, model: Reader): Recognition {
  return toRecognition(normalized, model.classifier.judge(normalized.pixels), model.version);
}

/** The same for several pictures, which pass through the network together; in the same order. */
export function* recognizeBatchInSteps(pictures: readonly Normalized[], model: Reader): Steps<Recognition[]> {
  if (pictures.length === 0) return [];
  const size = pictures[0]!.pixels.length;
  const pixels = new Float32Array(pictures.length * size);
  for (const [index, picture] of pictures.entries()) pixels.set(picture.pixels, index * size);
  const judgements = yield* model.classifier.judgeBatchInSteps(pixels);
  return pictures.map((picture, index) => toRecognition(picture, judgements[index]!, model.version));
}

function toRecognition(normalized: Normalized, judgement: Judgement, modelVersion: string): Recognition {
  const digit = argmax(judgement.probabilities);
  return {
    digit,
    confidence: judgement.probabilities[digit]!,
    judgement,
    modelVersion,
    rejectReason: rejectReasonOf(normalized, judgement),
    normalized,
  };
}

function rejectReasonOf({ emptiness, objectCount }: Normalized, { isDigit }: Judgement): RejectReason | null {
  if (emptiness !== null) return emptiness;
  if (objectCount > 1) return 'several_objects';
  return isDigit ? null : 'not_a_digit';
}
