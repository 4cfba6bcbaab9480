import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Font } from 'opentype.js';
import { HANDWRITING_FONTS, loadHandwritingFonts } from '../handwriting/font-digits';
import { UNLIKE_DIGITS } from '../negatives/letters';
import { readFont } from '../read-font';
import type { GlyphSources } from './glyphs';

/** Where Linux keeps its fonts. */
const PRINT_FONTS = '/usr/share/fonts';
const NEEDED = [...'0123456789', ...UNLIKE_DIGITS];

/**
 * Reads the fonts for digits and letters: those of `scripts/fonts`, modelled on handwriting, and what is installed.
 * Without them, scenes have digits of MNIST and drawn ones, and no letters.
 */
export function loadGlyphFonts(): Pick<GlyphSources, 'handwritingFonts' | 'printFonts'> {
  const handwritingFonts = existsSync(HANDWRITING_FONTS) ? loadHandwritingFonts() : [];
  return { handwritingFonts, printFonts: printFonts(PRINT_FONTS) };
}

function printFonts(folder: string): Font[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ttf|otf)$/.test(path))
    .sort()
    .flatMap((path) => readIfPossible(join(folder, path)))
    .filter((font) => NEEDED.every((character) => font.charToGlyphIndex(character) > 0));
}

/** Some installed fonts are of forms that opentype.js cannot read. */
function readIfPossible(path: string): Font[] {
  try {
    return [readFont(path)];
  } catch {
    return [];
  }
}
