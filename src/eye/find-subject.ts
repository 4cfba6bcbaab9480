import { softmax } from '../domain';
import type { Raster } from '../image/raster';
import { composite } from '../preprocess/composite';
import { measureFeatures } from '../preprocess/features';
import { readMnistImage } from '../preprocess/mnist-image';
import { emptyImage, type Normalized, unchanged } from '../preprocess/normalize';
import type { Steps } from '../steps';
import { cropToMnist } from './crop-to-mnist';
import type { FoundDigit } from './eye-map';
import { searchInSteps } from './search';
import { boxInPicture, type EyeNetwork, firstLook, LOOK_COST, type Sight, secondLook } from './sight';

/** A digit is looked at again unless the first look is as sure as this that it is one, and which, … */
const SURE_OBJECTNESS = 0.9;
const SURE_DIGIT = 0.95;
/** … and its longer side takes at least this share of the look. */
const LARGE = 0.25;
/** Other digits that are as sure as this, and at least half as large as the subject, are several. */
const OTHER_OBJECTNESS = 0.5;
const OTHER_SIZE = 0.5;
/** Ink that differs by fewer levels from its paper cannot be told from noise. */
const LEAST_CONTRAST = 5;

/** The digit that a picture is about, in MNIST's form, and the look that found it. */
export interface FoundSubject {
  readonly normalized: Normalized;
  /** Null where nobody had to look: MNIST's own form, and pictures without any difference. */
  readonly sight: Sight | null;
}

/**
 * Finds the digit that a picture is about: with a look at the whole, and another at the digit where the first is unsure or shows
 * it small. Where neither is sure, it searches the picture for a smaller one. A picture in MNIST's own form passes unchanged.
 *
 * @param raster any picture of at least one pixel
 */
export function* findSubjectInSteps(network: EyeNetwork, raster: Raster): Steps<FoundSubject> {
  const mnist = readMnistImage(raster);
  if (mnist !== null) return { normalized: unchanged(mnist.grey, mnist.box), sight: null };
  if (isUniform(raster)) return { normalized: emptyImage(raster, 'blank'), sight: null };

  const picture = composite(raster);
  const first = firstLook(network, picture);
  yield LOOK_COST;
  if (first.digits.length === 0 && contrastOf(picture) < LEAST_CONTRAST)
    return { normalized: emptyImage(raster, 'no_contrast'), sight: first };
  if (isClear(first.subject)) return { normalized: toNormalized(picture, first, first), sight: first };
  const second = secondLook(network, picture, first);
  yield LOOK_COST;
  const isFound = [first, second].some(({ subject }) => subject.objectness >= SURE_OBJECTNESS);
  const small = isFound ? null : yield* searchInSteps(network, picture, first);
  if (small === null) return { normalized: toNormalized(picture, second, first), sight: second };
  const closer = secondLook(network, picture, small);
  yield LOOK_COST;
  return { normalized: toNormalized(picture, closer, small), sight: closer };
}

function isClear({ box, objectness, logits }: FoundDigit): boolean {
  return (
    objectness >= SURE_OBJECTNESS &&
    Math.max(box.width, box.height) >= LARGE &&
    Math.max(...softmax(logits)) >= SURE_DIGIT
  );
}

/** Digits in a picture that are as large as its subject, the subject among them. */
function countAlike({ digits, subject }: Sight): number {
  const alike = digits.filter(
    ({ box, objectness }) => objectness >= OTHER_OBJECTNESS && box.height >= OTHER_SIZE * subject.box.height,
  );
  return Math.max(alike.length, 1);
}

/**
 * @param sight that shows the digit best
 * @param whole first look
 */
function toNormalized(picture: Raster, { region, subject }: Sight, whole: Sight): Normalized {
  const { pixels, box, polarity, contrast, threshold } = cropToMnist(
    picture,
    boxInPicture(region, subject.box),
  );
  const features = measureFeatures(pixels, box, contrast);
  return {
    pixels,
    crop: box,
    polarity,
    threshold,
    features,
    emptiness: null,
    objectCount: countAlike(whole),
  };
}

function isUniform({ data, channels }: Raster): boolean {
  for (let i = channels; i < data.length; i++) if (data[i] !== data[i - channels]) return false;
  return true;
}

/** Difference of the lightest and the darkest level, in the colour where it is largest. */
function contrastOf({ data, channels }: Raster): number {
  let most = 0;
  for (let c = 0; c < channels; c++) {
    let [least, greatest] = [255, 0];
    for (let i = c; i < data.length; i += channels) {
      if (data[i]! < least) least = data[i]!;
      if (data[i]! > greatest) greatest = data[i]!;
    }
    most = Math.max(most, greatest - least);
  }
  return most;
}
