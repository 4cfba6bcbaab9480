import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Font } from 'opentype.js';
import type { Random } from '../../random';
import { ROOT } from '../../serve/production-bundle';
import { glyphShape } from '../glyph-shape';
import { readFont } from '../read-font';
import { between, integer, pick } from '../stress/draw';
import type { DrawnDigit } from './european-digits';

/** Where `npm ci --prefix scripts/fonts` puts them. */
export const HANDWRITING_FONTS = join(ROOT, 'scripts/fonts/node_modules/@fontsource');

/**
 * Reads the fonts of `scripts/fonts/package.json`, which are modelled on handwriting.
 *
 * @throws if they are not installed; the message says how to install them
 */
export function loadHandwritingFonts(folder = HANDWRITING_FONTS): Font[] {
  if (!existsSync(folder)) throw new Error(`Cannot read ${folder}: run \`npm ci --prefix scripts/fonts\``);
  return readdirSync(folder)
    .sort()
    .map((family) => readFont(join(folder, family, 'files', `${family}-latin-400-normal.woff`)));
}

/** Draws any digit of any of the fonts, more or less slanted and squeezed. */
export function drawFontDigit(fonts: readonly Font[], random: Random): DrawnDigit {
  const label = integer(random, 0, 9);
  const hand = { width: between(random, 0.75, 1.35), slant: between(random, -0.15, 0.35) };
  return { label, shape: glyphShape(pick(random, fonts), String(label), hand) };
}
