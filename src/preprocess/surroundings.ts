import type { Component } from './components';

/** A piece along the border for more than this share of a side is the edge of something, not a stroke. */
const EDGE_SHARE = 0.4;
/** … if it reaches no further into the picture than this share. */
const HUGGING = 0.4;
/** A frame spans this share of both sides and three corners, with less than `FRAME_INSIDE` of it in the middle. */
const FRAME_SPAN = 0.65;
const FRAME_INSIDE = 0.1;
/** The middle of the picture is further from the border than this share of the shorter side. */
const MARGIN = 0.2;
/** A corner of a frame: this share of its sides. */
const CORNER = 0.1;
/** A sheet within a frame fills this share of its box's border. */
const SHEET_BORDER = 0.6;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Whether a piece is the edge or a corner of the surface under the paper, or the frame of the picture.
 *
 * Example: in 120×120, 20×120 pixels along the right side are the edge of a table.
 *
 * @param piece ink, or what reads as such
 * @param size of the picture in pixels
 */
export function isSurrounding(piece: Component, { width, height }: Size): boolean {
  const { box, pixels } = piece;
  const hugsSide = box.width < HUGGING * width || box.height < HUGGING * height;
  if (hugsSide && piece.borderPixels > EDGE_SHARE * Math.min(width, height)) return true;
  if (box.width < FRAME_SPAN * width && box.height < FRAME_SPAN * height) return false;
  const margin = MARGIN * Math.min(width, height);
  let inside = 0;
  const corners = new Set<number>();
  for (const i of pixels) {
    const x = i % width;
    const y = (i / width) | 0;
    if (Math.min(x, width - 1 - x, y, height - 1 - y) > margin) inside++;
    const u = (x - box.x) / box.width;
    const v = (y - box.y) / box.height;
    if (Math.min(u, 1 - u) < CORNER && Math.min(v, 1 - v) < CORNER)
      corners.add((u < 0.5 ? 0 : 1) + (v < 0.5 ? 0 : 2));
  }
  if (inside === 0) return true;
  return corners.size >= 3 && inside < FRAME_INSIDE * pixels.length;
}

/**
 * Whether a piece is the paper within a frame, which becomes ink in the wrong polarity.
 *
 * Example: in 120×120, 90×90 pixels in the middle with a hole of the form of a 5.
 *
 * @param piece ink, or what reads as such
 * @param size of the picture in pixels
 */
export function isSheet(piece: Component, size: Size): boolean {
  const { box, borderPixels, pixels } = piece;
  if (borderPixels > 0 || box.width < FRAME_SPAN * size.width || box.height < FRAME_SPAN * size.height)
    return false;
  const { x, y, width, height } = box;
  let count = 0;
  for (const i of pixels) {
    const u = (i % size.width) - x;
    const v = ((i / size.width) | 0) - y;
    if (u === 0 || v === 0 || u === width - 1 || v === height - 1) count++;
  }
  return count > SHEET_BORDER * 2 * (width + height - 2);
}
