import type { Polarity } from '../domain';
import type { Raster } from '../image/raster';
import type { Box, GreyImage } from '../preprocess/grey-image';
import { LUMA } from '../preprocess/luma';
import { topHat } from '../preprocess/top-hat';
import { fitPaper, levelAt, type PaperPlane } from './paper-plane';
import { quantile } from './quantile';

/** Share of the strongest ink that counts as full: pens press unevenly, MNIST's strokes are white inside. */
const FULL = 0.85;
/** Samples of the paper that a plane is fitted to, at least, where there are so many. */
const SAMPLES = 250;
/** Strongest pixels that say how strong full ink is, as a share of those in the box. */
const STRONGEST = 0.05;
/** Noise of the paper that is still paper, in its median deviations. */
const NOISE = 2;
/** So is what a tenth of the surroundings have: rulings, a grid. But no more than this share of full ink is lost to it. */
const COMMON = 0.9;
const MOST_LOST = 0.5;
/** Fewer samples beside the box say nothing. */
const LEAST_BESIDE = 20;
/** Where ink reaches all sides of the picture, paper has the corners: their weight beside all of the border. */
const CORNER_WEIGHT = 1.4;
/** Steps of the power method; the axis dominates. */
const ITERATIONS = 8;
/** Paper is what lies between this quantile of its samples and its counterpart; … */
const PAPER_END = 0.1;
/** … ink is on the side where more lies beyond: so many times as much, and so much of the most that could. */
const OTHER_SIDE = 2;
const LEAST_BEYOND = 0.02;
/** Paper is no plane if a fifth of its samples are further from it than this share of what differs most, … */
const STEP = 0.1;
const STEPPED = 0.8;
/** … and ink is what is narrower than twice this share of the box's longer side, if that leaves so much less of the paper. */
const HALF_STROKE = 0.25;
const LESS = 0.6;

/** What differs from the paper. */
export interface Ink {
  /** From 0 (paper) to 1 (full ink), of the box and of what is around it. */
  readonly ink: GreyImage;
  readonly polarity: Polarity;
  /** Distance of full ink from the paper, 0 to 1 (black on white). */
  readonly contrast: number;
  /** Grey level in the middle between ink and paper, 0 to 255. */
  readonly threshold: number;
}

/** A direction in the space of colours, of length 1, from paper to ink. */
type Axis = readonly number[];

/**
 * Separates ink from paper: around a digit is paper, its colour changes evenly or, where a shadow or a sheet ends, in steps that are
 * wider than strokes; ink is what differs most from it.
 *
 * @param crop RGB: the digit with some paper around it
 * @param box of the digit in the crop
 */
export function separateInk(crop: Raster, box: Box): Ink {
  const { width, height } = crop;
  const around = samplesAround(box, width, height);
  const paper = fitPaper(crop.data, around, width);
  const { axis, amounts: abovePlane } = orient(inkAxis(crop, box, paper), paper, crop, around, box);
  const beside = besideOf(box, around);
  const amounts = withoutSteps(abovePlane, beside, box, crop);
  const strongest = quantile(valuesIn(amounts, box, width), 1 - STRONGEST);
  const noise = NOISE * quantile(valuesAt(amounts, around, width).map(Math.abs), 0.5);
  const common = quantile(valuesAt(amounts, beside, width), COMMON);
  const from = Math.min(Math.max(noise, common), MOST_LOST * strongest);
  const span = Math.max(FULL * strongest - from, 1e-3);
  const data = new Float32Array(amounts.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(Math.max((amounts[i]! - from) / span, 0), 1);
  return { ink: { width, height, data }, ...describeInk(paper, axis, strongest, box) };
}

/**
 * Turns the axis if ink is on its other side: where a shadow takes most of the paper, what is lit looks like ink, but the strokes
 * are darker than any paper.
 */
function orient(axis: Axis, paper: PaperPlane, crop: Raster, around: readonly number[], box: Box) {
  const amounts = amountsAlong(axis, paper, crop);
  const samples = valuesAt(amounts, around, crop.width);
  const lowest = quantile(samples, PAPER_END);
  const highest = quantile(samples, 1 - PAPER_END);
  const inBox = valuesIn(amounts, box, crop.width);
  let [above, below, most] = [0, 0, 0];
  for (const amount of inBox) {
    above += Math.max(amount - highest, 0);
    below += Math.max(lowest - amount, 0);
    most = Math.max(most, Math.abs(amount));
  }
  return below > OTHER_SIDE * above + LEAST_BEYOND * most * inBox.length
    ? { axis: turned(axis), amounts: amounts.map((amount) => -amount) }
    : { axis, amounts };
}

/** Where the paper is no plane, what is wider than strokes is paper as well. */
function withoutSteps(
  amounts: Float32Array,
  beside: readonly number[],
  box: Box,
  { width, height }: Raster,
): Float32Array {
  const deviation = (values: Float32Array) =>
    quantile(valuesAt(values, beside, width).map(Math.abs), STEPPED);
  const most = amounts.reduce((a, b) => Math.max(a, b), 0);
  const before = deviation(amounts);
  if (before <= STEP * most) return amounts;
  const reach = Math.max(Math.round(HALF_STROKE * Math.max(box.width, box.height)), 3);
  const narrow = topHat({ width, height, data: amounts }, reach).data;
  return deviation(narrow) <= LESS * before ? narrow : amounts;
}

/** @returns those places that are at least a pixel away from the box; none if they are too few to say anything */
function besideOf({ x, y, width, height }: Box, places: readonly number[]): number[] {
  const beside: number[] = [];
  for (let i = 0; i < places.length; i += 2) {
    const [column, row] = [places[i]!, places[i + 1]!];
    if (column < x - 1 || row < y - 1 || column > x + width || row > y + height) beside.push(column, row);
  }
  return beside.length < 2 * LEAST_BESIDE ? [] : beside;
}

function valuesAt(values: Float32Array, places: readonly number[], width: number): Float32Array {
  const found = new Float32Array(places.length / 2);
  for (let i = 0; i < found.length; i++) found[i] = values[places[2 * i + 1]! * width + places[2 * i]!]!;
  return found;
}

function valuesIn(values: Float32Array, box: Box, width: number): Float32Array {
  const found = new Float32Array(box.width * box.height);
  for (let row = 0; row < box.height; row++) {
    const start = (box.y + row) * width + box.x;
    found.set(values.subarray(start, start + box.width), row * box.width);
  }
  return found;
}

function turned(axis: Axis): Axis {
  return axis.map((value) => -value);
}

/** @returns for each pixel how far it is from the paper on the way to ink, in levels */
function amountsAlong(
  [red, green, blue]: Axis,
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
function describeInk(paper: PaperPlane, axis: Axis, strongest: number, box: Box) {
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
function inkAxis({ width, data }: Raster, box: Box, paper: PaperPlane): Axis {
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
  return towards < 0 ? turned(axis) : axis;
}

/** The direction in which most varies, by the power method; of length 1. */
function principalAxis([rr, rg, rb, gg, gb, bb]: Float64Array): Axis {
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
