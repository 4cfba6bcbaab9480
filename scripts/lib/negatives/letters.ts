import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Font } from 'opentype.js';
import { readFont } from '../read-font';

/** Letters that no one takes for a digit: without B b D G g I i J j L l O o Q q S s T t U u Y y Z z. */
export const UNLIKE_DIGITS = [...'ACEFHKMNPRVWXacdefhkmnprvwx'];

/**
 * Reads every TrueType and OpenType font below a folder that has Latin letters.
 *
 * @param folder where Debian's packages put them, or elsewhere
 * @returns fonts in the order of their paths; none where there are none
 */
export function loadFonts(folder: string = process.env.FONT_DIR ?? '/usr/share/fonts'): Font[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[ot]tf$/.test(path))
    .sort();
  return paths
    .map((path) => readFont(join(folder, path)))
    .filter((font) => UNLIKE_DIGITS.every((letter) => font.charToGlyphIndex(letter) > 0));
}

/** @returns the family: `DejaVu Sans` for its bold and its oblique, too */
export function familyName(font: Font): string {
  return font.getEnglishName('fontFamily');
}
