import type { Font } from 'opentype.js';
import { fillOutline, type Outline } from './fill-outline';
import { FIELD_SIDE } from './stress/digit-field';

/** The glyph is as large as MNIST's digits: 20 of 28. */
const BOX_SHARE = 20 / 28;
/** Pieces that a curve of an outline is cut into. */
const CURVE_STEPS = 8;

/** How a hand changes a glyph: `width` is a factor, `slant` moves the top to the right by this share of the height. */
export interface Hand {
  readonly width: number;
  readonly slant: number;
}

const AS_PRINTED: Hand = { width: 1, slant: 0 };

type Point = [x: number, y: number];

/**
 * A character as a shape, its longer side as long as that of MNIST's digits and its box in the middle.
 *
 * @param character one that the font has
 * @returns 112×112, 1 where there is ink, row by row
 */
export function glyphShape(font: Font, character: string, hand: Hand = AS_PRINTED): Uint8Array {
  const outlines = outlinesOf(font, character).map((outline) =>
    outline.map(([x, y]): Point => [hand.width * x - hand.slant * y, y]),
  );
  const all = outlines.flat();
  const [left, right] = rangeOf(all.map(([x]) => x));
  const [top, bottom] = rangeOf(all.map(([, y]) => y));
  const scale = (BOX_SHARE * FIELD_SIDE) / Math.max(right - left, bottom - top);
  const placed = outlines.map((outline) =>
    outline.map(
      ([x, y]): Point => [
        FIELD_SIDE / 2 + scale * (x - (left + right) / 2),
        FIELD_SIDE / 2 + scale * (y - (top + bottom) / 2),
      ],
    ),
  );
  return fillOutline(placed, FIELD_SIDE);
}

/** Curves cut into straight pieces; y downwards. */
function outlinesOf(font: Font, character: string): Outline[] {
  const outlines: Outline[] = [];
  let outline: Outline = [];
  for (const command of font.getPath(character, 0, 0, 1000).commands) {
    if (command.type === 'Z') continue;
    const end: Point = [command.x, command.y];
    if (command.type === 'M') {
      outline = [end];
      outlines.push(outline);
    } else if (command.type === 'L') outline.push(end);
    else {
      const from = outline.at(-1)!;
      const first: Point = [command.x1, command.y1];
      const second: Point | null = command.type === 'C' ? [command.x2, command.y2] : null;
      for (let k = 1; k <= CURVE_STEPS; k++) outline.push(bezier(from, first, second, end, k / CURVE_STEPS));
    }
  }
  return outlines;
}

/** A point of a quadratic Bézier curve, or of a cubic one when there is a second control point. */
function bezier(from: Point, first: Point, second: Point | null, to: Point, t: number): Point {
  const mix = (a: Point, b: Point): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
  if (second === null) return mix(mix(from, first), mix(first, to));
  const middle = mix(first, second);
  return mix(mix(mix(from, first), middle), mix(middle, mix(second, to)));
}

function rangeOf(values: readonly number[]): [low: number, high: number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
