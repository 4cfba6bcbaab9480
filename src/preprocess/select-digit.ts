import { type Component, strokeWidthOf } from './components';
import type { Box } from './grey-image';
import { isSheet, isSurrounding } from './surroundings';

/** A digit that takes up this share of both sides is not cut by the border but cropped to it. */
const FILLED = 0.9;
/** Strokes of one pen differ in width by less than this factor. */
const SAME_PEN = 1.5;
/** Factor by which a piece that the border cuts counts less when the digit is chosen. */
const CUT_DISCOUNT = 0.3;
/** A fragment belongs to the digit within this share of the digit's longer side. */
const REACH = 0.3;
/** … above and below it further: a 1 may come in pieces no longer than the gaps, and numbers are written in a row. */
const STACKED_REACH = 0.7;
/** A piece beside it of at least this share is a second object unless it is nearer than `NEAR`. */
const OBJECT_SHARE = 0.35;
const NEAR = 0.18;
/** A piece that the border cuts belongs to a digit that it does not cut only when it is as near as this. */
const TOUCHING = 0.05;
/** Specks are smaller than this many squares of the stroke's width. */
const SPECK = 0.8;

/** Strokes wider than this share of the piece's longer side make a blob, which is less likely writing. */
const SOLID = 0.35;
const SOLID_DISCOUNT = 0.3;
/** The paper within a frame is not writing. */
const SHEET_DISCOUNT = 0.1;

/** The part of a picture that is the digit. */
export interface Selection {
  /** The pieces of the digit, the largest first; empty when there is none. */
  readonly pieces: readonly Component[];
  /** Digits or other things of similar size in the picture, 0 without ink. */
  readonly objectCount: number;
  /** Whether the digit is neither cut by the border nor a blob. */
  readonly isClean: boolean;
  /** How much it resembles writing, to compare readings of the same picture; 0 without ink. */
  readonly plausibility: number;
}

/**
 * Selects the pieces of ink that form the digit: the heaviest one, and those near enough and large enough to be a
 * broken-off stroke of it. Specks, frames, the edges of tables and strokes that the border cuts are excluded.
 *
 * Example: a 5 whose bar floats 10 pixels above a body of 100 keeps both; a dot of ink 40 pixels away goes.
 *
 * @param components pieces of ink
 * @param size of the image in pixels
 * @param threshold a piece without a pixel of this strength is noise
 * @param choosy false to keep all pieces but noise, to measure what choosing is worth
 */
export function selectDigit(
  components: readonly Component[],
  size: { width: number; height: number },
  threshold: number,
  choosy = true,
): Selection {
  const inked = components.filter((piece) => piece.peak >= threshold);
  const free = inked.filter((piece) => !isSurrounding(piece, size));
  // A digit that fills a tight crop may look like an edge; if there is nothing else, it is the digit.
  const candidates = (free.length > 0 ? free : inked).sort((a, b) => weight(b) - weight(a));
  const main = candidates[0];
  if (main === undefined) return { pieces: [], objectCount: 0, isClean: false, plausibility: 0 };

  // In a tight crop a bar along the border, as thin as the digit, is its broken-off stroke.
  const strokes = isTight(main.box, size)
    ? inked.filter((piece) => candidates.includes(piece) || isOfPen(piece, main))
    : candidates;
  const smallest = SPECK * strokeWidthOf(main) ** 2;
  const pieces = choosy ? [main] : strokes;
  let box = main.box;
  let others = strokes.filter(
    (piece) => !pieces.includes(piece) && piece.pixels.length >= smallest && !isShade(piece, main),
  );
  for (;;) {
    const found = others.find((piece) => belongs(piece, main, box));
    if (found === undefined) break;
    pieces.push(found);
    box = union(box, found.box);
    others = others.filter((piece) => piece !== found);
  }
  const objects = others.filter((piece) => weight(piece) >= OBJECT_SHARE * main.mass);
  const solid = strokeWidthOf(main) > SOLID * Math.max(main.box.width, main.box.height);
  const contrast = main.mass / main.pixels.length;
  const explained = massOf(pieces) / massOf(strokes);
  const plausibility =
    explained *
    contrast *
    main.outline *
    (isSheet(main, size) ? SHEET_DISCOUNT : solid ? SOLID_DISCOUNT : 1) *
    (main.borderPixels > 0 && !fills(main.box, size) ? CUT_DISCOUNT : 1);
  const isClean = !solid && main.borderPixels === 0;
  return { pieces, objectCount: 1 + objects.length, isClean, plausibility };
}

function massOf(pieces: readonly Component[]): number {
  return pieces.reduce((sum, piece) => sum + piece.mass, 0);
}

function weight(piece: Component): number {
  return piece.borderPixels > 0 ? CUT_DISCOUNT * piece.mass : piece.mass;
}

function belongs(piece: Component, main: Component, box: Box): boolean {
  const size = Math.max(box.width, box.height, piece.box.width, piece.box.height);
  const gap = gapBetween(piece.box, box) / size;
  if (piece.borderPixels > 0 && main.borderPixels === 0) return gap <= TOUCHING;
  if (isStacked(piece.box, box)) return gap <= STACKED_REACH;
  return gap <= (piece.mass < OBJECT_SHARE * main.mass ? REACH : NEAR);
}

/** Whether a piece comes in from the border and is wider than the digit's strokes: a shadow, the edge of a table. */
function isShade(piece: Component, main: Component): boolean {
  return piece.borderPixels > 0 && main.borderPixels === 0 && !isOfPen(piece, main);
}

/** Whether a piece is as thin as the strokes of the digit. */
function isOfPen(piece: Component, main: Component): boolean {
  return strokeWidthOf(piece) < SAME_PEN * strokeWidthOf(main);
}

/** Whether most of the narrower box is above or below the other: people write numbers side by side. */
function isStacked(a: Box, b: Box): boolean {
  const overlap = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  return overlap > 0.5 * Math.min(a.width, b.width);
}

/** Whether a box touches more than one side of the picture. */
function isTight({ x, y, width, height }: Box, size: { width: number; height: number }): boolean {
  const touched = [x === 0, y === 0, x + width === size.width, y + height === size.height];
  return touched.filter(Boolean).length > 1;
}

/** Whether a box fills nearly all of the picture: a tight crop, which cuts nothing off. */
function fills(box: Box, { width, height }: { width: number; height: number }): boolean {
  return box.width >= FILLED * width && box.height >= FILLED * height;
}

/** Pixels between two boxes; 0 when they touch or overlap. */
function gapBetween(a: Box, b: Box): number {
  const dx = Math.max(a.x - (b.x + b.width), b.x - (a.x + a.width), 0);
  const dy = Math.max(a.y - (b.y + b.height), b.y - (a.y + a.height), 0);
  return Math.hypot(dx, dy);
}

/** The smallest box around two. */
export function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}
