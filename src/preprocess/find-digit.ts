import type { Raster } from '../image/raster';
import { adjustStrokes } from './adjust-strokes';
import { composite } from './composite';
import { extractInk } from './extract-ink';
import type { Box, GreyImage } from './grey-image';
import { findInkAxis, LUMA } from './ink-axis';
import { boxOf } from './ink-geometry';
import { readInk } from './read-ink';
import type { Reading } from './reading';
import { reduce, reductionFactor } from './reduce';
import type { Step } from './step';
import { toGrey } from './to-grey';

/** Most pixels that are looked at in detail: bounds time and memory, and keeps 190×190 as it is. */
const MOST_PIXELS = 36_000;
/** A digit found smaller than this in a reduced copy is worth another look: 28×28 wants twice as much. */
const SMALL = 48;
/** The second look takes in this share of the digit's side around it. */
const SURROUNDINGS = 0.75;
/** What is at least half ink belongs to the digit's box. */
const BOX_LEVEL = 0.5;

/** A digit found in a picture. */
export interface FoundDigit {
  readonly reading: Reading;
  /** The digit alone, 0 (paper) to 1 (ink), and its box in there; null when there is no ink. */
  readonly ink: GreyImage;
  readonly box: Box | null;
  /** The same box in pixels of the raster. */
  readonly crop: Box | null;
  /** Digits or other things of similar size in the whole picture, 0 without ink. */
  readonly objectCount: number;
}

/**
 * Finds the digit in a reduced copy of the picture, and looks again at the place where it is when it is small.
 *
 * Example: in 1000×1000, reduced to 167×167, a digit of 60 pixels shows 10 pixels high; the second look at
 * 150×150 around it shows all 60.
 *
 * @param raster any picture of at least one pixel
 * @param without a step to leave out, or null
 */
export function findDigit(raster: Raster, without: Step | null): FoundDigit {
  const whole = { x: 0, y: 0, width: raster.width, height: raster.height };
  const factor = reductionFactor(whole, MOST_PIXELS);
  const found = look(raster, whole, factor, without);
  if (found.crop === null || factor === 1 || without === 'closer-look') return found;

  if (Math.max(found.box!.width, found.box!.height) >= SMALL) return found;
  const window = surroundings(found.crop, whole);
  const closer = look(raster, window, reductionFactor(window, MOST_PIXELS), without);
  // The closer look cuts off what is beside the digit: the first one has counted it.
  return closer.crop === null ? found : { ...closer, objectCount: found.objectCount };
}

function look(raster: Raster, window: Box, factor: number, without: Step | null): FoundDigit {
  const picture = composite(reduce(raster, window, factor));
  const axis = without === 'ink-axis' ? LUMA : findInkAxis(picture);
  const grey = toGrey(picture, axis);
  const reading = readInk(grey, axis === LUMA, without);
  const written = extractInk(reading.strength, reading.selection.pieces, reading.levels);
  const writtenBox = boxOf(written, BOX_LEVEL);
  const { objectCount } = reading.selection;
  if (writtenBox === null) return { reading, ink: written, box: null, crop: null, objectCount };

  const ink = without === 'strokes' ? written : adjustStrokes(written, writtenBox);
  const box = boxOf(ink, BOX_LEVEL);
  return { reading, ink, box, crop: inRaster(writtenBox, window, factor), objectCount };
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

function surroundings(crop: Box, whole: Box): Box {
  const margin = Math.ceil(SURROUNDINGS * Math.max(crop.width, crop.height));
  const x = Math.max(crop.x - margin, 0);
  const y = Math.max(crop.y - margin, 0);
  return {
    x,
    y,
    width: Math.min(crop.x + crop.width + margin, whole.width) - x,
    height: Math.min(crop.y + crop.height + margin, whole.height) - y,
  };
}
