import fc from 'fast-check';
import type { Font } from 'opentype.js';
import { describe, expect, it } from 'vitest';
import { glyphShape } from '../../../scripts/lib/scenes/glyph-shape';
import { FIELD_SIDE } from '../../../scripts/lib/scenes/stress/digit-field';

const SIDE = 80;

/** A font whose every character is an upright oval, of cubic or of quadratic curves as fonts have them. */
function ovals(width: number, height: number, kind: 'cubic' | 'quadratic'): Font {
  const [right, top] = [width / 2, height / 2];
  const corners = [
    [right, top],
    [-right, top],
    [-right, -top],
    [right, -top],
  ] as const;
  const ends = [
    [0, top],
    [-right, 0],
    [0, -top],
    [right, 0],
  ] as const;
  const curves = corners.map(([x1, y1], i) => {
    const [x, y] = ends[i]!;
    return kind === 'quadratic' ? { type: 'Q', x1, y1, x, y } : { type: 'C', x1, y1, x2: x1, y2: y1, x, y };
  });
  const commands = [{ type: 'M', x: right, y: 0 }, ...curves, { type: 'Z' }];
  return { getPath: () => ({ commands }) } as unknown as Font;
}

/** Rows and columns that have ink: how many, and the first and last of them. */
function extentOf(shape: Uint8Array) {
  const isInked = (at: (i: number, n: number) => number) => (n: number) =>
    Array.from({ length: FIELD_SIDE }, (_, i) => shape[at(i, n)]).includes(1);
  const lines = Array.from({ length: FIELD_SIDE }, (_, n) => n);
  const rows = lines.filter(isInked((x, y) => y * FIELD_SIDE + x));
  const columns = lines.filter(isInked((y, x) => y * FIELD_SIDE + x));
  return { width: columns.length, height: rows.length, rows, columns };
}

describe('glyphShape()', () => {
  const side = fc.integer({ min: 100, max: 3000 });
  const kind = fc.constantFrom('cubic' as const, 'quadratic' as const);

  it('draws a character of any size and proportions with 80 of 112 pixels on its longer side, in the middle', () => {
    fc.assert(
      fc.property(side, side, kind, (width, height, curves) => {
        const { rows, columns, ...extent } = extentOf(glyphShape(ovals(width, height, curves), 'x'));
        // The ends of an oval are round: their last pixel may have no ink at its centre.
        expect(Math.abs(Math.max(extent.width, extent.height) - SIDE)).toBeLessThanOrEqual(4);
        for (const inked of [rows, columns]) {
          expect(Math.abs(inked[0]! + inked.at(-1)! - (FIELD_SIDE - 1))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('keeps the proportions of a character, and changes them as the hand does', () => {
    const printed = extentOf(glyphShape(ovals(500, 1000, 'cubic'), 'x'));
    expect(printed.width / printed.height).toBeCloseTo(0.5, 1);
    const wide = extentOf(glyphShape(ovals(500, 1000, 'cubic'), 'x', { width: 1.5, slant: 0 }));
    expect(wide.width / wide.height).toBeCloseTo(0.75, 1);
  });
});
