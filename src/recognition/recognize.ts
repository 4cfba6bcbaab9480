import { argmax, type RejectReason } from '../domain';
import { decodeImage } from '../image/decode';
import { freeMemory } from '../image/free-memory';
import type { ImageLimits } from '../image/limits';
import type { DecodedImage } from '../image/raster';
import type { Judgement } from '../inference/judgement';
import type { LoadedModel } from '../inference/registry';
import { type Normalized, normalize } from '../preprocess/normalize';

/** A model's answer to a picture. */
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

/** The same with the picture itself, whose raster is empty once this has been disposed of. */
export interface FileRecognition extends Recognition, Disposable {
  readonly image: DecodedImage;
}

/**
 * The whole pipeline: bytes → decode → normalise → infer → answer.
 *
 * @param bytes a PNG or JPEG file
 * @param model what answers
 * @param limits the largest picture to decode
 * @throws ServiceError when the bytes are not a picture that can be read within the limits
 */
export function recognize(bytes: Uint8Array, model: LoadedModel, limits: ImageLimits): FileRecognition {
  const image = decodeImage(bytes, limits);
  return {
    ...recognizeNormalized(normalize(image.raster), model),
    image,
    [Symbol.dispose]: () => freeMemory(image.raster.data),
  };
}

/** What reads the normalised pictures. */
type Reader = Pick<LoadedModel, 'version' | 'classifier'>;

/** The steps after normalising; also used to evaluate pictures that are not files. */
export function recognizeNormalized(normalized: Normalized, model: Reader): Recognition {
  return toRecognition(normalized, model.classifier.judge(normalized.pixels), model.version);
}

/** The same for several pictures, which pass through the network together; in their order. */
export function recognizeBatch(pictures: readonly Normalized[], model: Reader): Recognition[] {
  if (pictures.length === 0) return [];
  const size = pictures[0]!.pixels.length;
  const pixels = new Float32Array(pictures.length * size);
  for (const [index, picture] of pictures.entries()) pixels.set(picture.pixels, index * size);
  const judgements = model.classifier.judgeBatch(pixels);
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
