import type { Raster } from '../../../src/image/raster';
import { adjustStrokes } from '../../../src/preprocess/adjust-strokes';
import type { Box, GreyImage } from '../../../src/preprocess/grey-image';
import { boxOf } from '../../../src/preprocess/ink-geometry';
import { MNIST_SIDE } from '../../../src/preprocess/mnist-image';
import { place } from '../../../src/preprocess/place';
import { reduce } from '../../../src/preprocess/reduce';
import { fitPaper, levelAt, type PaperPlane } from './paper-plane';

/** Paper is looked for around the box: this share of its longer side, and at least two pixels. */
const MARGIN = 0.15;
const LEAST_MARGIN = 2;
/** Longer side of a box that is not reduced further, in pixels; MNIST's digits have 20. */
const MOST_PIXELS = 60;
/** Share of the strongest ink that counts as full: pens press unevenly, MNIST's strokes are white inside. */
const FULL = 0.85;
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

/**
 * Makes a digit look as those of MNIST do, where its box is known: what differs from the paper around it is ink, and the rest is
 * scale and place.
 *
 * @param raster RGB
 * @param found the digit's box in pixels of the raster, not necessarily whole or inside
 * @returns 784 values from 0 (paper) to 1 (ink)
 */
export function cropToMnist(raster: Raster, found: Box): Float32Array {
  const { crop, box } = cut(raster, found);
  const ink = inkOf(crop, box);
  const tight = boxOf(ink, INK);
  if (tight === null) return new Float32Array(MNIST_SIDE ** 2);
  const adjusted = adjustStrokes(ink, tight);
  return place(adjusted, boxOf(adjusted, INK) ?? tight);
}

/** The box with its margin as a raster of its own, reduced, and where the box lies in it. */
function cut(raster: Raster, found: Box): { crop: Raster; box: Box } {
  const inside = clip(found, 0, raster);
  const longer = Math.max(inside.width, inside.height);
  const window = clip(inside, Math.max(Math.round(MARGIN * longer), LEAST_MARGIN), raster);
  const factor = Math.max(Math.floor(longer / MOST_PIXELS), 1);
  const crop = reduce(raster, window, factor);
  const [x, y] = [Math.floor((inside.x - window.x) / factor), Math.floor((inside.y - window.y) / factor)];
  const right = Math.ceil((inside.x + inside.width - window.x) / factor);
  const bottom = Math.ceil((inside.y + inside.height - window.y) / factor);
  const box = { x, y, width: Math.min(right, crop.width) - x, height: Math.min(bottom, crop.height) - y };
  return { crop, box };
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

/** Ink in the box: 0 where there is paper or what lies outside. */
function inkOf(crop: Raster, box: Box): GreyImage {
  const { width, height, data } = crop;
  const around = samplesAround(box, width, height);
  const paper = fitPaper(data, around, width);
  const axis = inkAxis(crop, box, paper);
  const amount = (x: number, y: number) => {
    const at = 3 * (y * width + x);
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += axis[c]! * (data[at + c]! - levelAt(paper[c]!, x, y));
    return sum;
  };
  const strengths = new Float32Array(width * height);
  const inBox: number[] = [];
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      strengths[y * width + x] = amount(x, y);
      inBox.push(strengths[y * width + x]!);
    }
  }
  const strongest = inBox.sort((a, b) => b - a)[Math.floor(STRONGEST * inBox.length)]!;
  const deviations = Float32Array.from({ length: around.length / 2 }, (_, i) =>
    Math.abs(amount(around[2 * i]!, around[2 * i + 1]!)),
  ).sort();
  const from = Math.min(NOISE * (deviations[deviations.length >> 1] ?? 0), 0.3 * strongest);
  const span = Math.max(FULL * strongest - from, 1e-3);
  return { width, height, data: strengths.map((value) => Math.min(Math.max((value - from) / span, 0), 1)) };
}

/** The margin and the outermost pixels of the box, column and row in turn; without a margin the corners above all. */
function samplesAround(box: Box, width: number, height: number): number[] {
  const places: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isWithin = x > box.x && x < box.x + box.width - 1 && y > box.y && y < box.y + box.height - 1;
      if (!isWithin) places.push(x, y);
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
  const products = new Float64Array(9);
  const total = [0, 0, 0];
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const off = paper.map((plane, c) => data[3 * (y * width + x) + c]! - levelAt(plane, x, y));
      const weight = Math.hypot(...off);
      for (let i = 0; i < 9; i++) products[i]! += off[Math.floor(i / 3)]! * off[i % 3]!;
      // What differs most decides which way is ink.
      for (let c = 0; c < 3; c++) total[c]! += weight * off[c]!;
    }
  }
  let axis = [0.577, 0.577, 0.577];
  for (let step = 0; step < ITERATIONS; step++) {
    const next = [0, 3, 6].map(
      (row) => products[row]! * axis[0]! + products[row + 1]! * axis[1]! + products[row + 2]! * axis[2]!,
    );
    const length = Math.hypot(...next);
    if (length === 0) return axis;
    axis = next.map((value) => value / length);
  }
  const towards = axis.reduce((sum, value, c) => sum + value * total[c]!, 0);
  return towards < 0 ? axis.map((value) => -value) : axis;
}
