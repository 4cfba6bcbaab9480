import type { Polarity } from '../domain';
import type { Raster } from '../image/raster';
import { adjustStrokes } from '../preprocess/adjust-strokes';
import type { Box, GreyImage } from '../preprocess/grey-image';
import { boxOf } from '../preprocess/ink-geometry';
import { LUMA } from '../preprocess/luma';
import { MNIST_SIDE } from '../preprocess/mnist-image';
import { place } from '../preprocess/place';
import { reduce } from '../preprocess/reduce';
import { fitPaper, levelAt, type PaperPlane } from './paper-plane';
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
/** Share of the strongest ink that counts as full: pens press unevenly, MNIST's strokes are white inside. */
const FULL = 0.85;
/** Samples of the paper that a plane is fitted to, at least, where there are so many. */
const SAMPLES = 250;
/** Strongest pixels that say how strong full ink is, as a share of those in the box. */
const STRONGEST = 0.05;
/** Noise of the paper that is still paper, in its median deviations. */
const NOISE = 2;
/** From this strength on a pixel belongs to the digit's box. */
const INK = 0.4;
/** Where ink reaches all sides of the picture, paper has the corners: their weight beside all of the border (tight-crop.ts). */
const CORNER_WEIGHT = 1.4;
/** Steps of the power method; the axis dominates. */
const ITERATIONS = 8;

/** A digit in MNIST's form, and what it was in the picture. */
export interface CroppedDigit {
  /** 784 values from 0 (paper) to 1 (ink). */
  readonly pixels: Float32Array;
  /** Of the ink, in pixels of the picture; the box that was given where there is none. */
  readonly box: Box;
  readonly polarity: Polarity;
  /** Distance of full ink from the paper, 0 to 1 (black on white). */
  readonly contrast: number;
  /** Grey level in the middle between ink and paper, 0 to 255. */
  readonly threshold: number;
}

/**
 * Makes a digit look as those of MNIST do, where its box is known: what differs from the paper around it is ink, and the rest is
 * scale and place.
 *
 * @param raster grey or RGB
 * @param found the digit's box in pixels of the raster, not necessarily whole or inside
 * @param most longer side of a box that is not reduced further, in pixels
 */
export function cropToMnist(raster: Raster, found: Box, most = MOST_PIXELS): CroppedDigit {
  const { crop, box, window, factor } = cut(raster, found, most);
  const { ink, ...facts } = inkOf(crop, box);
  const tight = boxOf(ink, INK);
  const { x, y, width, height } = tight ?? box;
  const inPicture = {
    x: window.x + factor * x,
    y: window.y + factor * y,
    width: Math.min(factor * width, window.width - factor * x),
    height: Math.min(factor * height, window.height - factor * y),
  };
  if (tight === null) return { pixels: new Float32Array(MNIST_SIDE ** 2), box: inPicture, ...facts };
  const adjusted = adjustStrokes(ink, tight);
  return { pixels: place(adjusted, boxOf(adjusted, INK) ?? tight), box: inPicture, ...facts };
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
function cut(raster: Raster, found: Box, most: number): Cut {
  const inside = clip(found, 0, raster);
  const longer = Math.max(inside.width, inside.height);
  const window = clip(inside, Math.max(Math.round(MARGIN * longer), LEAST_MARGIN), raster);
  const factor = Math.max(Math.floor(longer / most), 1);
  const crop = toRgb(reduce(raster, window, factor));
  const [x, y] = [Math.floor((inside.x - window.x) / factor), Math.floor((inside.y - window.y) / factor)];
  const right = Math.ceil((inside.x + inside.width - window.x) / factor);
  const bottom = Math.ceil((inside.y + inside.height - window.y) / factor);
  const box = { x, y, width: Math.min(right, crop.width) - x, height: Math.min(bottom, crop.height) - y };
  return { crop, box, window, factor };
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

interface Ink extends Pick<CroppedDigit, 'polarity' | 'contrast' | 'threshold'> {
  readonly ink: GreyImage;
}

/** Ink in the box: 0 where there is paper or what lies outside. */
function inkOf(crop: Raster, box: Box): Ink {
  const { width, height } = crop;
  const around = samplesAround(box, width, height);
  const paper = fitPaper(crop.data, around, width);
  const axis = inkAxis(crop, box, paper);
  const amounts = amountsAlong(axis, paper, crop);
  const data = new Float32Array(width * height);
  const inBox = new Float32Array(box.width * box.height);
  for (let y = box.y, i = 0; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      data[y * width + x] = amounts[y * width + x]!;
      inBox[i++] = amounts[y * width + x]!;
    }
  }
  inBox.sort();
  const strongest = inBox[inBox.length - 1 - Math.floor(STRONGEST * inBox.length)]!;
  // Float32Array.from() takes ten times as long.
  const deviations = new Float32Array(around.length / 2);
  for (let i = 0; i < deviations.length; i++)
    deviations[i] = Math.abs(amounts[around[2 * i + 1]! * width + around[2 * i]!]!);
  deviations.sort();
  const from = Math.min(NOISE * (deviations[deviations.length >> 1] ?? 0), 0.3 * strongest);
  const span = Math.max(FULL * strongest - from, 1e-3);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(Math.max((data[i]! - from) / span, 0), 1);
  return { ink: { width, height, data }, ...describeInk(paper, axis, strongest, box) };
}

/** @returns for each pixel how far it is from the paper on the way to ink, in levels */
function amountsAlong(
  [red, green, blue]: readonly number[],
  [ofRed, ofGreen, ofBlue]: PaperPlane,
  { width, height, data }: Raster,
): Float32Array {
  const along = (part: 0 | 1 | 2) => red! * ofRed[part] + green! * ofGreen[part] + blue! * ofBlue[part];
  const [constant, perColumn, perRow] = [along(0), along(1), along(2)];
  const amounts = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const level = red! * data[3 * i]! + green! * data[3 * i + 1]! + blue! * data[3 * i + 2]!;
      amounts[i] = level - (constant + perColumn * x + perRow * y);
    }
  }
  return amounts;
}

/** @param strongest distance of full ink from the paper along the axis, in levels */
function describeInk(paper: PaperPlane, axis: readonly number[], strongest: number, box: Box) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const brightness = LUMA.reduce((sum, weight, c) => sum + weight * levelAt(paper[c]!, x, y), 0);
  const change = strongest * LUMA.reduce((sum, weight, c) => sum + weight * axis[c]!, 0);
  return {
    polarity: change > 0 ? ('light_on_dark' as const) : ('dark_on_light' as const),
    // √3 is the length of the way from black to white in levels of one channel.
    contrast: Math.min(Math.max(strongest, 0) / (255 * Math.sqrt(3)), 1),
    threshold: Math.min(Math.max(brightness + change / 2, 0), 255),
  };
}

/**
 * Pixels of the margin and the outermost ones of the box, column and row in turn; without a margin the corners above all. Of many
 * pixels, every second or third one, and so on, shows the paper as well.
 */
function samplesAround(box: Box, width: number, height: number): number[] {
  const around = width * height - Math.max(box.width - 2, 0) * Math.max(box.height - 2, 0);
  const step = Math.max(Math.floor(around / SAMPLES), 1);
  const places: number[] = [];
  let seen = 0;
  for (let y = 0; y < height; y++) {
    const isBeside = y > box.y && y < box.y + box.height - 1;
    for (let x = 0; x < width; x++) {
      const isWithin = isBeside && x > box.x && x < box.x + box.width - 1;
      if (!isWithin && seen++ % step === 0) places.push(x, y);
    }
  }
  const isTight = box.width === width && box.height === height;
  if (isTight) {
    const times = Math.round((CORNER_WEIGHT * places.length) / 2 / 4);
    const [right, bottom] = [width - 1, height - 1];
    for (let n = 0; n < times; n++) places.push(0, 0, right, 0, 0, bottom, right, bottom);
  }
  return places;
}

/** The direction in which the box differs most from the paper, pointing to the ink. */
function inkAxis({ width, data }: Raster, box: Box, paper: PaperPlane): readonly number[] {
  // Of the products of differences: rr, rg, rb, gg, gb, bb.
  const products = new Float64Array(6);
  const total = new Float64Array(3);
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const at = 3 * (y * width + x);
      const red = data[at]! - levelAt(paper[0], x, y);
      const green = data[at + 1]! - levelAt(paper[1], x, y);
      const blue = data[at + 2]! - levelAt(paper[2], x, y);
      products[0]! += red * red;
      products[1]! += red * green;
      products[2]! += red * blue;
      products[3]! += green * green;
      products[4]! += green * blue;
      products[5]! += blue * blue;
      // What differs most decides which way is ink.
      const weight = Math.sqrt(red * red + green * green + blue * blue);
      total[0]! += weight * red;
      total[1]! += weight * green;
      total[2]! += weight * blue;
    }
  }
  const axis = principalAxis(products);
  const towards = axis.reduce((sum, value, c) => sum + value * total[c]!, 0);
  return towards < 0 ? axis.map((value) => -value) : axis;
}

/** The direction in which most varies, by the power method; of length 1. */
function principalAxis([rr, rg, rb, gg, gb, bb]: Float64Array): number[] {
  let [red, green, blue] = [1, 1, 1].map((one) => one / Math.sqrt(3)) as [number, number, number];
  for (let step = 0; step < ITERATIONS; step++) {
    const next = [
      rr! * red + rg! * green + rb! * blue,
      rg! * red + gg! * green + gb! * blue,
      rb! * red + gb! * green + bb! * blue,
    ] as const;
    const length = Math.sqrt(next[0] ** 2 + next[1] ** 2 + next[2] ** 2);
    if (length === 0) break;
    [red, green, blue] = [next[0] / length, next[1] / length, next[2] / length];
  }
  return [red, green, blue];
}
