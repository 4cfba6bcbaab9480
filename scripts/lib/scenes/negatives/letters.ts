import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Font } from 'opentype.js';
import { HANDWRITING_FONTS, loadHandwritingFonts } from '../handwriting/font-digits';
import { readFont } from '../read-font';

/** Letters that nobody confuses with a digit: without B b D G g I i J j L l O o Q q S s T t U u Y y Z z. */
export const UNLIKE_DIGITS = [...'ACEFHKMNPRVWXacdefhkmnprvwx'];

/**
 * Reads the fonts that letters are drawn with. Never those that happen to be installed: the same letters everywhere.
 *
 * @param folder of TrueType, OpenType or WOFF files, at any depth; null for the fonts of `scripts/fonts/package.json`
 * @returns fonts in the order of their paths; none where those of `scripts/fonts/` are not installed
 * @throws Error when the folder has no font with all of `UNLIKE_DIGITS`
 */
export function loadLetterFonts(folder: string | null = process.env.FONT_DIR || null): Font[] {
  if (folder === null) return existsSync(HANDWRITING_FONTS) ? loadHandwritingFonts() : [];
  const fonts = fontFiles(folder)
    .map(readFont)
    .filter((font) => UNLIKE_DIGITS.every((letter) => font.charToGlyphIndex(letter) > 0));
  if (fonts.length > 0) return fonts;
  throw new Error(
    `Cannot draw letters: FONT_DIR=${folder} has no .ttf, .otf or .woff with Latin letters; ` +
      'set it to a folder that has, or leave it out for the fonts of scripts/fonts',
  );
}

function fontFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ttf|otf|woff)$/.test(path))
    .sort()
    .map((path) => join(folder, path));
}

/** @returns the family: `DejaVu Sans` for its bold and its oblique, too */
export function familyName(font: Font): string {
  return font.getEnglishName('fontFamily');
}
