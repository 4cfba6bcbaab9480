import type { Reading } from './read-ink';

/** Why there is nothing to read: nothing stands out from the noise, or by too little to be ink. */
export type Emptiness = 'blank' | 'no_contrast';

/** Ink that differs less from its paper is not told from the unevenness of an 8-bit picture: 5 grey levels. */
const LEAST_CONTRAST = 5 / 255;
/**
 * A shape stands out from white noise by contrast / noise × √area (its matched filter's signal to noise ratio).
 * Of 80 noisy blank sheets the median was 11; of digits in the hardest light and noise the least was 56.
 */
const LEAST_SIGNIFICANCE = 40;

/**
 * Whether what was found is anything at all.
 *
 * Example: 100 pixels that stand out by 0.5 from noise of 0.05 have the significance 100: not empty.
 *
 * @param reading the picture's ink
 * @returns null when there is something to read
 */
export function emptinessOf({ levels, selection }: Reading): Emptiness | null {
  const contrast = levels.ink - levels.paper;
  const area = selection.pieces.reduce((sum, piece) => sum + piece.pixels.length, 0);
  if (area > 0 && contrast < LEAST_CONTRAST) return 'no_contrast';
  return (contrast / levels.noise) * Math.sqrt(area) < LEAST_SIGNIFICANCE ? 'blank' : null;
}
