import { decodeImage } from './image/decode';
import type { ImageLimits } from './image/limits';
import type { DecodedImage } from './image/raster';
import type { LoadedModel } from './inference/registry';
import { type Normalized, normalize } from './preprocess/normalize';

/** Why a picture is found not to show one digit. */
export type RejectReason = 'blank' | 'no_contrast' | 'several_objects' | 'not_a_digit';

/** What the pipeline knows of a picture when it is done. */
export interface Recognition {
  /** The likeliest digit, 0–9. */
  readonly digit: number;
  /** Its probability, 0–1. */
  readonly confidence: number;
  /** Ten probabilities that sum to 1. */
  readonly probabilities: Float32Array;
  readonly modelVersion: string;
  /** Null when the picture shows a digit. */
  readonly rejectReason: RejectReason | null;
  readonly image: DecodedImage;
  readonly normalized: Normalized;
}

/**
 * The whole pipeline: bytes → decode → normalise → infer → answer.
 *
 * @param bytes a PNG or JPEG file
 * @param model what answers
 * @param limits the largest picture to decode
 * @throws ServiceError when the bytes are not a picture that can be read within the limits
 */
export function recognize(bytes: Uint8Array, model: LoadedModel, limits: ImageLimits): Recognition {
  const image = decodeImage(bytes, limits);
  const normalized = normalize(image.raster);
  const probabilities = model.classifier.predict(normalized.pixels);
  const digit = probabilities.indexOf(Math.max(...probabilities));
  return {
    digit,
    confidence: probabilities[digit]!,
    probabilities,
    modelVersion: model.version,
    rejectReason: normalized.emptiness,
    image,
    normalized,
  };
}
