import type { Raster } from '../image/raster';
import { countOnBorder } from './border';
import { findComponents } from './components';
import type { Box, GreyImage } from './grey-image';
import { LUMA } from './ink-axis';
import { histogramOf, otsu } from './otsu';
import { reduce, reductionFactor } from './reduce';
import { areaOf, type Span, smallestRectangle, spansOf } from './spans';
import { toGrey } from './to-grey';

/** Sheets are detected in a copy of at most this many cells: the writing on them need not be visible. */
const MOST_CELLS = 64 * 64;
/** A sheet is at least this many cells wide and high, and this many pixels: a digit on a smaller one is unreadable. */
const LEAST_CELLS = 10;
const LEAST_PIXELS = 28;
/** Sheet and table differ by at least this many grey levels. */
const LEAST_CONTRAST = 24;
/** A sheet covers this share of the smallest rectangle around it, as far as that lies in the picture; an ellipse, π/4. */
const RECTANGULAR = 0.86;
/** A sheet may extend beyond the picture, along at most this share of its border. */
const CUT_SHARE = 0.7;
/** … but from this share on it must be a better rectangle, as it may be paper in the light beside paper in the shade. */
const DOUBTFUL_CUT = 0.2;
const RECTANGULAR_CUT = 0.92;
/** Of two sheets that differ by less than this in size neither is the one to read. */
const RIVAL = 0.5;
/** This share of a sheet is paper, whatever is written on it. */
const PAPER_SHARE = 0.6;
/** Over the edge of a sheet the level changes by this share of the contrast within so many cells; light changes slower. */
const SHARPNESS = 0.7;
const EDGE_CELLS = 3;

/** A sheet of paper that lies on a table, or a canvas on a page of another brightness. */
export interface Sheet {
  /** All spans; the rim of the sheet is left out. */
  readonly box: Box;
  /** From the top of the box, for as many rows each. */
  readonly spans: readonly Span[];
  readonly rowsPerSpan: number;
}

/**
 * Finds a sheet in a picture, bright or dark, upright or not, that is mostly inside it, so that it
 * alone is read.
 *
 * Example: in 300×300 of dark wood, a bright square of 100×100, or in a white page a black canvas.
 *
 * @param picture opaque
 * @param scale what is returned is in pixels of a picture this many times as large
 * @returns null if there is none
 */
export function findSheet(picture: Raster, scale: number): Sheet | null {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const factor = reductionFactor(picture, MOST_CELLS);
  const grey = toGrey(reduce(picture, whole, factor), LUMA);
  const { threshold, low, high } = otsu(histogramOf(grey));
  if (high - low < LEAST_CONTRAST) return null;

  const leastCells = Math.max(LEAST_CELLS, LEAST_PIXELS / (factor * scale));
  const isBright = grey.data.map((level) => (Math.round(level) > threshold ? 1 : 0));
  for (const isSheet of [isBright, isBright.map((bright) => 1 - bright)]) {
    const rectangle = largestRectangle({ ...grey, data: isSheet }, leastCells);
    if (rectangle === null || edgeContrast(grey, rectangle) < SHARPNESS * (high - low)) continue;
    return toSheet(rectangle, factor * scale);
  }
  return null;
}

/** The area of a component, in cells. */
interface Outline {
  /** From the row `top` on. */
  readonly spans: readonly Span[];
  readonly top: number;
}

/** The largest component of ones, if it is a rectangle without a rival, or the part of one that the border leaves. */
function largestRectangle(cells: GreyImage, leastSide: number): Outline | null {
  const { width, height } = cells;
  const cutShare = countOnBorder(cells, (one) => one > 0) / (2 * (width + height));
  if (cutShare > CUT_SHARE) return null;
  const [largest, second] = findComponents(cells, 1).sort((a, b) => b.pixels.length - a.pixels.length);
  if (largest === undefined || Math.min(largest.box.width, largest.box.height) < leastSide) return null;
  if (second !== undefined && second.pixels.length > RIVAL * largest.pixels.length) return null;
  const [spans, top] = [spansOf(largest, width), largest.box.y];
  const area = areaOf(spans);
  if (largest.pixels.length < PAPER_SHARE * area) return null;
  const rectangular = cutShare < DOUBTFUL_CUT ? RECTANGULAR : RECTANGULAR_CUT;
  return area >= rectangular * smallestRectangle(spans, top, cells) ? { spans, top } : null;
}

/** Mean difference of levels between cells on the sheet and cells beside, above or below them that are not. */
function edgeContrast({ width, height, data }: GreyImage, { spans, top }: Outline): number {
  const isOn = (x: number, y: number) => {
    const span = spans[y - top];
    return span !== undefined && x >= span[0] && x < span[1];
  };
  let sum = 0;
  let count = 0;
  const compare = (x: number, y: number, u: number, v: number) => {
    if (u >= width || v >= height || isOn(x, y) === isOn(u, v)) return;
    sum += Math.abs(data[y * width + x]! - data[v * width + u]!);
    count++;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      compare(x, y, x + EDGE_CELLS, y);
      compare(x, y, x, y + EDGE_CELLS);
    }
  }
  return count === 0 ? 0 : sum / count;
}

/**
 * Leaves out the rim, where sheet and table mix, and corners that stick out, and enlarges the rest.
 *
 * @returns null if nothing is left
 */
function toSheet({ spans, top }: Outline, cell: number): Sheet | null {
  const inner = spans.map((_, y): Span => {
    const near = spans.slice(Math.max(y - 1, 0), y + 2);
    return [Math.max(...near.map(([from]) => from)) + 1, Math.min(...near.map(([, to]) => to)) - 1];
  });
  const isWide = ([from, to]: Span) => to - from >= LEAST_CELLS / 2;
  const first = Math.max(inner.findIndex(isWide), 1);
  const last = Math.min(inner.findLastIndex(isWide), inner.length - 2);
  if (last < first) return null;
  const rows = inner.slice(first, last + 1).map(([from, to]): Span => [from * cell, to * cell]);
  const x = Math.min(...rows.map(([from]) => from));
  const width = Math.max(...rows.map(([, to]) => to)) - x;
  return {
    box: { x, y: (top + first) * cell, width, height: rows.length * cell },
    spans: rows,
    rowsPerSpan: cell,
  };
}
