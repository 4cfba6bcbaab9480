import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Font } from 'opentype.js';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../scripts/lib/random';
import { drawFontDigit, loadHandwritingFonts } from '../../../../scripts/lib/scenes/handwriting/font-digits';

const installed = existsSync('scripts/fonts/node_modules');

/** A font whose every character is an upright bar, 100 wide and 400 high. */
const bars = {
  getPath: () => ({
    commands: [
      { type: 'M', x: 0, y: 0 },
      { type: 'L', x: 100, y: 0 },
      { type: 'L', x: 100, y: -400 },
      { type: 'L', x: 0, y: -400 },
      { type: 'Z' },
    ],
  }),
} as unknown as Font;

describe('drawFontDigit()', () => {
  it('draws every digit in its turn, the same for the same random numbers', () => {
    const draw = (seed: number) => drawFontDigit([bars], seededRandom(seed));
    expect(draw(3)).toEqual(draw(3));
    const labels = Array.from({ length: 100 }, (_, seed) => draw(seed).label);
    expect(new Set(labels)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  it('slants and squeezes: no two bars of the same shape', () => {
    const shapes = Array.from({ length: 20 }, (_, seed) => drawFontDigit([bars], seededRandom(seed)).shape);
    expect(new Set(shapes.map(String)).size).toBe(20);
  });
});

describe('loadHandwritingFonts()', () => {
  it('says what to do if the fonts are not installed', () => {
    expect(() => loadHandwritingFonts('/no/such/folder')).toThrow(/run `npm ci --prefix scripts\/fonts`/);
  });

  it.skipIf(!installed)(
    'reads every installed family, each with all ten digits (needs the fonts of scripts/fonts)',
    () => {
      const fonts = loadHandwritingFonts();
      expect(fonts).toHaveLength(readdirSync(path.join('scripts/fonts/node_modules/@fontsource')).length);
      for (const font of fonts) {
        for (const digit of '0123456789') expect(font.charToGlyphIndex(digit)).toBeGreaterThan(0);
      }
    },
  );
});
