import { argmax } from '../domain';
import { cropToMnist } from '../eye/crop-to-mnist';
import { findDigitsInSteps } from '../eye/find-digits';
import { toLines } from '../eye/to-lines';
import { decodeImageInSteps } from '../image/decode';
import { freeMemory } from '../image/free-memory';
import type { ImageLimits } from '../image/limits';
import type { Raster } from '../image/raster';
import type { LoadedModel } from '../inference/registry';
import { composite } from '../preprocess/composite';
import type { Box } from '../preprocess/grey-image';
import { runAtOnce, type Steps } from '../steps';
import { judgeSight } from './judge-sight';
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

/** A model that finds digits. */
type Seer = LoadedModel & { readonly finder: NonNullable<LoadedModel['finder']> };

/**
 * Reads all digits of a picture.
 *
 * @throws ServiceError if the bytes are not a picture that can be decoded within the limits
 */
export function* readNumberInSteps(
  bytes: Uint8Array,
  model: Seer,
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
export function readLines(raster: Raster, model: Seer): ReadDigit[][] {
  return runAtOnce(readLinesInSteps(raster, model));
}

function* readLinesInSteps(raster: Raster, model: Seer): Steps<ReadDigit[][]> {
  const picture = composite(raster);
  const found = yield* findDigitsInSteps(model.finder.network, picture);
  const read: ReadDigit[] = [];
  for (const { box, digit: subject } of found) {
    const { pixels, box: ink } = cropToMnist(picture, box);
    const [judgement] = yield* model.classifier.judgeBatchInSteps(pixels);
    const { probabilities, isDigit } = judgeSight({ subject }, judgement!, model);
    const digit = argmax(probabilities);
    if (isDigit) read.push({ digit, confidence: probabilities[digit]!, box: ink });
  }
  return toLines(read);
}
