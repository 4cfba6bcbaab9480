import { argmax, softmax } from '../domain';
import { decodeLine } from '../eye/decode-line';
import { findDigitsInSteps } from '../eye/find-digits';
import { splitIntoLines } from '../eye/to-lines';
import { decodeImageInSteps } from '../image/decode';
import { freeMemory } from '../image/free-memory';
import type { ImageLimits } from '../image/limits';
import type { Raster } from '../image/raster';
import type { LoadedModel } from '../inference/registry';
import { composite } from '../preprocess/composite';
import type { Box } from '../preprocess/grey-image';
import { runAtOnce, type Steps } from '../steps';
import type { Source, StageListener } from './recognize';

/** A large page keeps more pixels than a picture of one digit: its digits are small. */
const MIN_SIDE = 1_024;

/** A digit of a number. */
export interface ReadDigit {
  readonly digit: number;
  /** Its probability, 0–1. */
  readonly confidence: number;
  /** In pixels of the source. */
  readonly box: Box;
}

/** What is written in a picture, line by line. */
export interface NumberReading {
  readonly lines: readonly (readonly ReadDigit[])[];
  readonly source: Source;
}

/** A model whose eye reads what it finds. */
export type NumberModel = LoadedModel & { readonly reader: string };

/** @returns whether a model reads all digits of a picture, not only one */
export function readsNumbers(model: LoadedModel): model is NumberModel {
  return model.reader !== null;
}

/**
 * Reads all digits of a picture.
 *
 * @throws ServiceError if the bytes are not a picture that can be decoded within the limits
 */
export function* readNumberInSteps(
  bytes: Uint8Array,
  model: NumberModel,
  limits: ImageLimits,
  onStage: StageListener = () => {},
): Steps<NumberReading> {
  onStage('decode');
  const { format, sourceWidth, sourceHeight, raster } = yield* decodeImageInSteps(bytes, limits, MIN_SIDE);
  onStage('look');
  const [scaleX, scaleY] = [sourceWidth / raster.width, sourceHeight / raster.height];
  const lines = yield* readLinesInSteps(raster, model);
  freeMemory(raster.data);
  const toSource = ({ x, y, width, height }: Box) => ({
    x: Math.round(x * scaleX),
    y: Math.round(y * scaleY),
    width: Math.max(Math.round(width * scaleX), 1),
    height: Math.max(Math.round(height * scaleY), 1),
  });
  return {
    lines: lines.map((line) => line.map((digit) => ({ ...digit, box: toSource(digit.box) }))),
    source: { format, width: sourceWidth, height: sourceHeight, scaleX, scaleY },
  };
}

/** The same for pixels, at once; boxes are in pixels of the raster. */
export function readLines(raster: Raster, model: NumberModel): ReadDigit[][] {
  return runAtOnce(readLinesInSteps(raster, model));
}

function* readLinesInSteps(raster: Raster, { eye }: NumberModel): Steps<ReadDigit[][]> {
  const hypotheses = yield* findDigitsInSteps(eye.network, composite(raster));
  return splitIntoLines(hypotheses)
    .map((line) =>
      decodeLine(line).map(({ box, logits }) => toDigit(box, softmax(logits, eye.whole.temperature), raster)),
    )
    .filter((line) => line.length > 0);
}

function toDigit(box: Box, probabilities: Float32Array, { width, height }: Raster): ReadDigit {
  const digit = argmax(probabilities);
  const [left, top] = [Math.max(box.x, 0), Math.max(box.y, 0)];
  const inside = {
    x: left,
    y: top,
    width: Math.min(box.x + box.width, width) - left,
    height: Math.min(box.y + box.height, height) - top,
  };
  return { digit, confidence: probabilities[digit]!, box: inside };
}
