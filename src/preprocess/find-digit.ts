import type { Raster } from '../image/raster';
import type { Steps } from '../steps';
import { adjustStrokes } from './adjust-strokes';
import { countOnBorder } from './border';
import { clearSurroundings } from './clear-surroundings';
import { strokeWidthOf } from './components';
import { composite } from './composite';
import { emptinessOf } from './emptiness';
import { extractInk } from './extract-ink';
import { findFrame } from './find-frame';
import { findSheet, type Sheet } from './find-sheet';
import type { Box, GreyImage } from './grey-image';
import { findInkAxis, LUMA } from './ink-axis';
import { boxOf } from './ink-geometry';
import { readInk } from './read-ink';
import type { Reading } from './reading';
import { reduce, reductionFactor } from './reduce';
import type { Step } from './step';
import { toGrey } from './to-grey';

/** Most pixels that are examined in detail: bounds time and memory, and leaves 190×190 unreduced. */
const MOST_PIXELS = 36_000;
/** A digit found smaller than this in a reduced copy is worth another look: 28×28 wants twice as much. */
const SMALL = 48;
/** The second look includes this share of the digit's side around it. */
const SURROUNDINGS = 0.75;
/** Pixels that are at least half ink belong to the digit's box. */
const BOX_LEVEL = 0.5;
/** Strokes on a sheet are no wider than this share of its shorter side. */
const WIDEST_STROKE = 0.2;

/** Microseconds per pixel to reduce the picture to a view, and to make the view or search it for a frame or a sheet. */
const REDUCTION_COST = 0.005;
const VIEW_COST = 0.02;

/** A digit found in a picture. */
export interface FoundDigit {
  readonly reading: Reading;
  /** The digit alone, 0 (paper) to 1 (ink), and its box in it; null if there is no ink. */
  readonly ink: GreyImage;
  readonly box: Box | null;
  /** The same box in pixels of the raster. */
  readonly crop: Box | null;
  /** Digits or other things of similar size in the whole picture, 0 without ink. */
  readonly objectCount: number;
}

/**
 * Finds the digit in a reduced copy of the picture, within its frame and on its sheet if there are
 * any, and looks again at its location if it is small.
 *
 * Example: in 1000×1000, reduced to 167×167, a digit of 60 pixels shows 10 pixels high; the second look at
 * 150×150 around it shows all 60.
 *
 * @param raster any picture of at least one pixel
 * @param without a step to leave out, or null
 */
export function* findDigit(raster: Raster, without: Step | null): Steps<FoundDigit> {
  const whole = { x: 0, y: 0, width: raster.width, height: raster.height };
  const view = viewOf(raster, whole, null, without);
  const cost = view.grey.data.length * VIEW_COST;
  yield cost + raster.width * raster.height * REDUCTION_COST;
  const framed = without === 'frame' ? null : findFrame(view.grey);
  yield cost;
  if (framed !== null) {
    const within = viewOf(raster, inRaster(framed, whole, view.factor), null, without);
    const found = yield* findOnPaper(raster, within, without);
    if (found.crop !== null && emptinessOf(found.reading) === null) return found;
  }
  return yield* findOnPaper(raster, view, without);
}

/** Finds the digit on the sheet that lies in the view, or anywhere in it. */
function* findOnPaper(raster: Raster, view: View, without: Step | null): Steps<FoundDigit> {
  const sheet = without === 'sheet' ? null : findSheet(view.picture, view.factor);
  yield view.grey.data.length * VIEW_COST;
  if (sheet !== null) {
    const onSheet = viewOf(raster, sheet.box, sheet, without);
    const found = yield* look(onSheet, without);
    if (isWriting(found, sheet)) return yield* lookCloser(raster, onSheet, found, without);
  }
  return yield* lookCloser(raster, view, yield* look(view, without), without);
}

/**
 * Whether there is writing on a sheet. Ink that continues beyond its edge shows that it is not a sheet but light on one; the hole
 * in a block-letter 0 is too wide for its apparent sheet.
 */
function isWriting({ reading, crop }: FoundDigit, { box }: Sheet): boolean {
  const { selection, strength, levels } = reading;
  const { isClean, pieces } = selection;
  const [main] = pieces;
  if (crop === null || main === undefined || !isClean || emptinessOf(reading) !== null) return false;
  const strokeShare = strokeWidthOf(main) / Math.max(main.box.width, main.box.height);
  const stroke = strokeShare * Math.max(crop.width, crop.height);
  const inkOnBorder = countOnBorder(strength, (value) => value >= levels.threshold);
  return stroke <= WIDEST_STROKE * Math.min(box.width, box.height) && inkOnBorder === 0;
}

/** A window of the raster under examination. */
interface View {
  readonly window: Box;
  /** Pixels of the raster per pixel of the picture. */
  readonly factor: number;
  /** Opaque. */
  readonly picture: Raster;
  readonly grey: GreyImage;
  /** Whether the grey levels are light. */
  readonly lit: boolean;
  /** The visible part; null if everything is visible. */
  readonly sheet: Sheet | null;
}

function viewOf(raster: Raster, window: Box, sheet: Sheet | null, without: Step | null): View {
  const factor = reductionFactor(window, MOST_PIXELS);
  const whole = composite(reduce(raster, window, factor));
  const picture = sheet === null ? whole : clearSurroundings(whole, sheet, window, factor);
  const axis = without === 'ink-axis' ? LUMA : findInkAxis(picture);
  return { window, factor, picture, grey: toGrey(picture, axis), lit: axis === LUMA, sheet };
}

/** Looks again at the location of a small digit. */
function* lookCloser(raster: Raster, view: View, found: FoundDigit, without: Step | null): Steps<FoundDigit> {
  if (found.crop === null || view.factor === 1 || without === 'closer-look') return found;

  if (Math.max(found.box!.width, found.box!.height) >= SMALL) return found;
  const near = viewOf(raster, surroundings(found.crop, view.window), view.sheet, without);
  const closer = yield* look(near, without);
  // The closer look crops what is beside the digit; the first one has counted it.
  return closer.crop === null ? found : { ...closer, objectCount: found.objectCount };
}

function* look({ window, factor, grey, lit }: View, without: Step | null): Steps<FoundDigit> {
  const reading = yield* readInk(grey, lit, without);
  const written = extractInk(reading.strength, reading.selection.pieces, reading.levels);
  const writtenBox = boxOf(written, BOX_LEVEL);
  const { objectCount } = reading.selection;
  if (writtenBox === null) return { reading, ink: written, box: null, crop: null, objectCount };

  const crop = inRaster(writtenBox, window, factor);
  const adjusted = without === 'strokes' ? written : adjustStrokes(written, writtenBox);
  const adjustedBox = boxOf(adjusted, BOX_LEVEL);
  // A stroke of two pixels may be thinned so far that neither of them is half ink.
  if (adjustedBox === null) return { reading, ink: written, box: writtenBox, crop, objectCount };
  return { reading, ink: adjusted, box: adjustedBox, crop, objectCount };
}

/** A box of the reduced window, in pixels of the raster. */
function inRaster(box: Box, window: Box, factor: number): Box {
  const x = box.x * factor;
  const y = box.y * factor;
  return {
    x: window.x + x,
    y: window.y + y,
    width: Math.min(box.width * factor, window.width - x),
    height: Math.min(box.height * factor, window.height - y),
  };
}

function surroundings(crop: Box, within: Box): Box {
  const margin = Math.ceil(SURROUNDINGS * Math.max(crop.width, crop.height));
  const x = Math.max(crop.x - margin, within.x);
  const y = Math.max(crop.y - margin, within.y);
  return {
    x,
    y,
    width: Math.min(crop.x + crop.width + margin, within.x + within.width) - x,
    height: Math.min(crop.y + crop.height + margin, within.y + within.height) - y,
  };
}
