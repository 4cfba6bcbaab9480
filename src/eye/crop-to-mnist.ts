import type { Raster } from '../image/raster';
import { adjustStrokes } from '../preprocess/adjust-strokes';
import { boxWithConnected } from '../preprocess/connected-ink';
import type { Box, GreyImage } from '../preprocess/grey-image';
import { boxOf } from '../preprocess/ink-geometry';
import { MNIST_SIDE } from '../preprocess/mnist-image';
import { place } from '../preprocess/place';
import { reduce } from '../preprocess/reduce';
import { type Ink, separateInk } from './separate-ink';
import { toRgb } from './to-rgb';

/** Paper is looked for around the box: this share of its longer side, and at least two pixels. */
const MARGIN = 0.15;
const LEAST_MARGIN = 2;
/**
 * Longer side of a box that is not reduced further, in pixels; MNIST's digits have 20. A digit that nobody reads any more needs fewer
 * to be measured, shown and explained.
 */
export const MOST_PIXELS = 60;
export const MOST_PIXELS_UNREAD = 30;
/** From this strength on a pixel belongs to the digit's box. */
const INK = 0.4;
/** A box grows along the ink that it cuts so many times, and to so many times its longer side: beyond are rulings and grids. */
const MOST_ROUNDS = 4;
const MOST_GROWTH = 1.4;
/** A stroke that is cut by so many pixels is whole enough. */
const SPARE = 1;

/** A digit in MNIST's form, and what it was in the picture. */
export interface CroppedDigit extends Omit<Ink, 'ink'> {
  /** 784 values from 0 (paper) to 1 (ink). */
  readonly pixels: Float32Array;
  /** Of the ink, in pixels of the picture; the box that was given where there is none. */
  readonly box: Box;
}

/**
 * Makes a digit look as those of MNIST do, where its box is known: what differs from the paper around it is ink, and the rest is
 * scale and place. Where the box cuts the digit's strokes, it grows along them.
 *
 * @param raster grey or RGB
 * @param found the digit's box in pixels of the raster, not necessarily whole or inside
 * @param most longer side of a box that is not reduced further, in pixels
 */
export function cropToMnist(raster: Raster, found: Box, most = MOST_PIXELS): CroppedDigit {
  const { cut, separated } = separateWhole(raster, found, most);
  const { ink: everywhere, ...facts } = separated;
  const ink = within(everywhere, cut.box);
  const tight = boxOf(ink, INK);
  const box = inPicture(cut, tight ?? cut.box);
  if (tight === null) return { pixels: new Float32Array(MNIST_SIDE ** 2), box, ...facts };
  const adjusted = adjustStrokes(ink, tight);
  return { pixels: place(adjusted, boxOf(adjusted, INK) ?? tight), box, ...facts };
}

/** A part of the picture, and what is ink in it. */
interface Part {
  readonly cut: Cut;
  readonly separated: Ink;
}

/**
 * Separates the ink of a box, which grows along the ink that it cuts. Where that never ends, or goes over into a frame, so that paper
 * looks like ink, the box stays as it was found.
 */
function separateWhole(raster: Raster, found: Box, most: number): Part {
  const start = separateIn(raster, found, most);
  const longest = MOST_GROWTH * longerSide(found);
  let part = start;
  for (let round = 0; round <= MOST_ROUNDS; round++) {
    const { cut, separated } = part;
    const whole = boxWithConnected(separated.ink, cut.box, INK);
    if (whole.width <= cut.box.width + SPARE && whole.height <= cut.box.height + SPARE) return part;
    const grown = inPicture(cut, whole);
    if (longerSide(grown) > longest) return start;
    part = separateIn(raster, grown, most);
    if (part.separated.polarity !== start.separated.polarity) return start;
  }
  return start;
}

function separateIn(raster: Raster, found: Box, most: number): Part {
  const cut = cutOut(raster, found, most);
  return { cut, separated: separateInk(cut.crop, cut.box) };
}

function longerSide({ width, height }: Box): number {
  return Math.max(width, height);
}

/** @returns the ink in the box; what lies outside is none */
function within({ width, height, data }: GreyImage, box: Box): GreyImage {
  const inside = new Float32Array(width * height);
  for (let y = box.y; y < box.y + box.height; y++) {
    const row = y * width;
    inside.set(data.subarray(row + box.x, row + box.x + box.width), row + box.x);
  }
  return { width, height, data: inside };
}

interface Cut {
  /** RGB. */
  readonly crop: Raster;
  /** Of the digit, in the crop. */
  readonly box: Box;
  /** What the crop shows, in pixels of the picture, of which each of its own stands for `factor × factor`. */
  readonly window: Box;
  readonly factor: number;
}

/** The box with its margin as a raster of its own, reduced. */
function cutOut(raster: Raster, found: Box, most: number): Cut {
  const inside = clip(found, 0, raster);
  const longer = longerSide(inside);
  const window = clip(inside, Math.max(Math.round(MARGIN * longer), LEAST_MARGIN), raster);
  const factor = Math.max(Math.floor(longer / most), 1);
  const crop = toRgb(reduce(raster, window, factor));
  const [x, y] = [Math.floor((inside.x - window.x) / factor), Math.floor((inside.y - window.y) / factor)];
  const right = Math.ceil((inside.x + inside.width - window.x) / factor);
  const bottom = Math.ceil((inside.y + inside.height - window.y) / factor);
  const box = { x, y, width: Math.min(right, crop.width) - x, height: Math.min(bottom, crop.height) - y };
  return { crop, box, window, factor };
}

/** @returns a box of the crop in pixels of the picture */
function inPicture({ window, factor }: Cut, { x, y, width, height }: Box): Box {
  return {
    x: window.x + factor * x,
    y: window.y + factor * y,
    width: Math.min(factor * width, window.width - factor * x),
    height: Math.min(factor * height, window.height - factor * y),
  };
}

/** Whole pixels of a picture, at least one. */
function clip({ x, y, width, height }: Box, margin: number, picture: { width: number; height: number }): Box {
  const span = (start: number, length: number, end: number) => {
    const first = Math.min(Math.max(Math.floor(start - margin), 0), end - 1);
    return [first, Math.max(Math.min(Math.ceil(start + length + margin), end), first + 1) - first] as const;
  };
  const [left, across] = span(x, width, picture.width);
  const [top, down] = span(y, height, picture.height);
  return { x: left, y: top, width: across, height: down };
}
