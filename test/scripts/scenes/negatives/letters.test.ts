import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import opentype from 'opentype.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HANDWRITING_FONTS } from '../../../../scripts/lib/scenes/handwriting/font-digits';
import { familyName, loadLetterFonts, UNLIKE_DIGITS } from '../../../../scripts/lib/scenes/negatives/letters';

/** A font with these characters, each a square. */
function squares(familyName: string, characters: readonly string[]): Uint8Array {
  const glyph = (name: string, unicode?: number) => {
    const outline = new opentype.Path();
    outline.moveTo(100, 0);
    outline.lineTo(100, 500);
    outline.lineTo(600, 500);
    outline.lineTo(600, 0);
    outline.close();
    return new opentype.Glyph({ name, unicode, advanceWidth: 700, path: outline });
  };
  const font = new opentype.Font({
    familyName,
    styleName: 'Regular',
    unitsPerEm: 1000,
    ascender: 800,
    descender: -200,
    glyphs: [glyph('.notdef'), ...characters.map((letter) => glyph(letter, letter.codePointAt(0)))],
  });
  return new Uint8Array(font.toArrayBuffer());
}

describe('loadLetterFonts()', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fonts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads the fonts of a folder in the order of their paths, at any depth', () => {
    mkdirSync(path.join(folder, 'a'));
    writeFileSync(path.join(folder, 'b.otf'), squares('Second', UNLIKE_DIGITS));
    writeFileSync(path.join(folder, 'a/z.otf'), squares('First', UNLIKE_DIGITS));
    writeFileSync(path.join(folder, 'licence.txt'), 'no font');
    expect(loadLetterFonts(folder).map(familyName)).toEqual(['First', 'Second']);
  });

  it('leaves out a font that lacks a letter', () => {
    writeFileSync(path.join(folder, 'whole.otf'), squares('Whole', UNLIKE_DIGITS));
    writeFileSync(path.join(folder, 'part.otf'), squares('Part', UNLIKE_DIGITS.slice(1)));
    expect(loadLetterFonts(folder).map(familyName)).toEqual(['Whole']);
  });

  it('says what to do about a folder without such fonts, and about one that does not exist', () => {
    for (const useless of [folder, path.join(folder, 'missing')]) {
      expect(() => loadLetterFonts(useless)).toThrow(
        `FONT_DIR=${useless} has no .ttf, .otf or .woff with Latin letters; set it to`,
      );
    }
  });

  it('takes the fonts of scripts/fonts where no folder is named, whatever is installed; all have every letter', () => {
    const fonts = loadLetterFonts(null);
    expect(fonts.length > 0).toBe(existsSync(HANDWRITING_FONTS));
    for (const font of fonts) {
      for (const letter of UNLIKE_DIGITS) expect(font.charToGlyphIndex(letter)).toBeGreaterThan(0);
    }
  });
});
