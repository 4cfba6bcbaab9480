import { softmax } from '../domain';
import type { Raster } from '../image/raster';
import { composite } from '../preprocess/composite';
import { measureFeatures } from '../preprocess/features';
import type { Box } from '../preprocess/grey-image';
import { readMnistImage } from '../preprocess/mnist-image';
import { emptyImage, type Normalized, unchanged } from '../preprocess/normalized';
import type { Steps } from '../steps';
import { cropToMnist, MOST_PIXELS, MOST_PIXELS_UNREAD } from './crop-to-mnist';
import type { FoundDigit } from './eye-map';
import { sideOf } from './look';
import { searchInSteps } from './search';
import {
  COARSE_LOOK_COST,
  COARSE_SIDE,
  coarseLook,
  countAlikeBeside,
  evidenceAmongOthers,
  firstLook,
  isPartOf,
  LOOK_COST,
  type Sight,
  secondLook,
  subjectBox,
  weighEvidence,
  weighLooks,
  widerLook,
} from './sight';
import { type Eye, isSure } from './sureness';

/** A digit is looked at again unless the first look is as sure as this that it is one, and which, … */
const SURE_OBJECTNESS = 0.9;
const SURE_DIGIT = 0.95;
/** … and its longer side takes at least this share of the look. */
const LARGE = 0.25;
/** Objectness below which a digit is looked at with its surroundings. */
const IN_DOUBT = 0.73;
/** Pixels to each side of the box that may belong to the digit as well: small pictures have few for each of the eye's. */
const GROWTH = 1;
/** The same for coarse looks, whose boxes are less exact, as a share of the box's longer side. */
const COARSE_GROWTH = 0.1;
/** One of so many pixels is looked at first; not a divisor of common widths. */
const GLANCE = 97;
/** Ink that differs by fewer levels from its paper cannot be told from noise. */
const LEAST_CONTRAST = 5;

/** The digit that a picture is about, in MNIST's form, and the look that found it. */
export interface FoundSubject {
  readonly normalized: Normalized;
  /** Null where the reader alone answers: MNIST's own form unless a look was sure, and pictures without any difference. */
  readonly sight: Sight | null;
}

/**
 * Finds the digit that a picture is about, with as few looks as are needed: a coarse one at the whole, of an eye that reads; if that
 * is not sure, one with all pixels; another at the digit where that is unsure or shows it small; and a wider one where that may show
 * a part of it. Where none is sure, it searches the picture for a smaller one, and where there is none, what is around the digit has
 * a say. A picture in MNIST's own form passes unchanged, and is not looked at again: its reader was made for it.
 *
 * @param raster any picture of at least one pixel
 */
export function* findSubjectInSteps(eye: Eye, raster: Raster): Steps<FoundSubject> {
  if (isUniform(raster)) return { normalized: emptyImage(raster, 'blank'), sight: null };

  const mnist = readMnistImage(raster);
  const asItIs = mnist && unchanged(mnist.grey, mnist.box);
  const picture = composite(raster);
  if (eye.reads) {
    const coarse = coarseLook(eye.network, picture);
    yield COARSE_LOOK_COST;
    if (isSure(coarse, eye))
      return {
        normalized: asItIs ?? toNormalized(picture, coarse, coarse, MOST_PIXELS_UNREAD),
        sight: coarse,
      };
  }
  if (asItIs !== null) return { normalized: asItIs, sight: null };

  const first = firstLook(eye.network, picture);
  yield LOOK_COST;
  if (first.digits.length === 0 && contrastOf(picture) < LEAST_CONTRAST)
    return { normalized: emptyImage(raster, 'no_contrast'), sight: first };
  if (isClear(first.subject)) return { normalized: toNormalized(picture, first, first), sight: first };
  const second = yield* lookCloserInSteps(eye, picture, first);
  const isFound = [first, second].some(({ subject }) => subject.objectness >= SURE_OBJECTNESS);
  const small = isFound ? null : yield* searchInSteps(eye.network, picture, first);
  if (small === null)
    return {
      normalized: toNormalized(picture, second, first),
      sight: yield* confirmInSteps(eye, picture, weighLooks(first, second)),
    };
  const closer = secondLook(eye.network, picture, small);
  yield LOOK_COST;
  return { normalized: toNormalized(picture, closer, small), sight: weighLooks(small, closer) };
}

/** Looks at the digit; where that shows only a part of one whose strokes lie far apart, at the whole. */
function* lookCloserInSteps({ network }: Eye, picture: Raster, first: Sight): Steps<Sight> {
  const closer = secondLook(network, picture, first);
  yield LOOK_COST;
  if (closer.digits.length === 0 || isClear(closer.subject)) return closer;
  const wider = widerLook(network, picture, closer);
  yield COARSE_LOOK_COST;
  return isPartOf(closer, wider) ? wider : closer;
}

/** Where it is in doubt whether there is a digit, what is around it has as much to say. */
function* confirmInSteps({ network }: Eye, picture: Raster, sight: Sight): Steps<Sight> {
  if (sight.subject.objectness >= IN_DOUBT) return sight;
  const among = evidenceAmongOthers(network, picture, subjectBox(sight));
  yield LOOK_COST;
  return weighEvidence(sight, among);
}

function isClear({ box, objectness, logits }: FoundDigit): boolean {
  return (
    objectness >= SURE_OBJECTNESS &&
    Math.max(box.width, box.height) >= LARGE &&
    Math.max(...softmax(logits)) >= SURE_DIGIT
  );
}

/**
 * @param sight that shows the digit best
 * @param whole first look
 * @param most pixels of the longer side, as `cropToMnist()` takes them
 */
function toNormalized(picture: Raster, sight: Sight, whole: Sight, most = MOST_PIXELS): Normalized {
  const inPicture = subjectBox(sight);
  const room =
    sideOf(sight.seen) === COARSE_SIDE ? COARSE_GROWTH * Math.max(inPicture.width, inPicture.height) : 0;
  const found = grown(inPicture, GROWTH + room);
  const { pixels, box, polarity, contrast, threshold } = cropToMnist(picture, found, most);
  const features = measureFeatures(pixels, box, contrast);
  return {
    pixels,
    crop: box,
    polarity,
    threshold,
    features,
    emptiness: null,
    objectCount: countAlikeBeside(whole, inPicture),
  };
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** Most pictures show in a few of their pixels that they are not. */
function isUniform(raster: Raster): boolean {
  return hasOneColour(raster, GLANCE) && hasOneColour(raster, 1);
}

/** @param step looks at every so many pixels */
function hasOneColour({ data, channels }: Raster, step: number): boolean {
  for (let pixel = 0; pixel < data.length; pixel += step * channels) {
    for (let c = 0; c < channels; c++) if (data[pixel + c] !== data[c]) return false;
  }
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
