import type { Component } from './components';

/** First column of a row that lies on a shape, and the first beyond it. */
export type Span = readonly [from: number, to: number];

/** Rectangles are tried at steps of this angle over a right one, in degrees. */
const ANGLE_STEP = 3;

/**
 * The outline of a component, ignoring holes: from its leftmost to its rightmost pixel in each row of its box.
 *
 * Example: a ring of 3×3 pixels around one that is missing, at the left side: 0 to 3, 0 to 3, 0 to 3.
 *
 * @param width of the image in pixels
 */
export function spansOf({ box, pixels }: Component, width: number): Span[] {
  const spans = Array.from({ length: box.height }, (): [number, number] => [width, 0]);
  for (const i of pixels) {
    const span = spans[Math.floor(i / width) - box.y]!;
    const x = i % width;
    if (x < span[0]) span[0] = x;
    if (x >= span[1]) span[1] = x + 1;
  }
  return spans;
}

/** Number of pixels that spans cover. */
export function areaOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}

/**
 * Area of the smallest rectangle around spans, at any angle, as far as it lies in the image.
 *
 * Example: two spans of 0 to 3 are a rectangle of 6.
 *
 * @param spans one for each row
 * @param top the first one's row
 * @param size of the image in pixels
 */
export function smallestRectangle(
  spans: readonly Span[],
  top: number,
  { width, height }: { width: number; height: number },
): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let degrees = 0; degrees < 90; degrees += ANGLE_STEP) {
    const angle = (degrees * Math.PI) / 180;
    const [right, down] = [directionOf(angle), directionOf(angle + Math.PI / 2)];
    const [across, along] = [reachOf(spans, top, right), reachOf(spans, top, down)];
    let covered = 0;
    for (let y = 0; y < height; y++) {
      const [from, to] = crossing(across, y, right);
      const [first, last] = crossing(along, y, down);
      covered += Math.max(Math.min(to, last, width - 0.5) - Math.max(from, first, -0.5), 0);
    }
    smallest = Math.min(smallest, covered);
  }
  return smallest;
}

type Direction = readonly [cos: number, sin: number];

function directionOf(angle: number): Direction {
  return [Math.cos(angle), Math.sin(angle)];
}

/** How far spans reach in a direction: half a pixel beyond the middles of the first and the last. */
function reachOf(spans: readonly Span[], top: number, [cos, sin]: Direction): Span {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < spans.length; i++) {
    const [from, to] = spans[i]!;
    const left = from * cos + (top + i) * sin;
    const right = left + (to - 1 - from) * cos;
    least = Math.min(least, left, right);
    most = Math.max(most, left, right);
  }
  return [least - 0.5, most + 0.5];
}

/** Where a row crosses a strip that is as wide as this in a direction. */
function crossing([from, to]: Span, y: number, [cos, sin]: Direction): Span {
  const ends = [(from - y * sin) / cos, (to - y * sin) / cos];
  return [Math.min(...ends), Math.max(...ends)];
}
