import type { DigitSet } from '../../data/mnist';
import { loadGlyphFonts } from './fonts';
import { SceneGenerator } from './generator';
import { GlyphLibrary } from './glyphs';
import type { SceneSettings } from './settings';

/** Makes scenes of these digits, drawn ones, and the fonts that are there. */
export function openScenes(digits: DigitSet, settings: SceneSettings): SceneGenerator {
  return new SceneGenerator(new GlyphLibrary({ digits, ...loadGlyphFonts() }), settings);
}
