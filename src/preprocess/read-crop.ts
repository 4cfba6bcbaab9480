import { findComponents } from './components';
import type { GreyImage } from './grey-image';
import { DARKEST_PAPER, inkStrength } from './ink-strength';
import { FRINGE, type InkLevels, LEAST_NOISE } from './ink-threshold';
import { invert } from './polarity';
import type { Reading } from './reading';
import { selectDigit } from './select-digit';
import type { Step } from './step';
import { findTightCrop, spans, type TightCrop } from './tight-crop';

/**
 * Separates ink from paper in a tight crop: one of its two levels is the paper everywhere.
 *
 * Example: in 16×16 a white bar of 10×16 on black is ink all through; the closing that finds the paper elsewhere
 * would take the middle of it for paper.
 *
 * @param grey the picture
 * @param lit whether grey levels are light
 * @param without a step to leave out, or null
 * @returns null if the picture is not a tight crop, or if the ink that reaches across it is not part of the digit
 */
export function readCrop(grey: GreyImage, lit: boolean, without: Step | null): Reading | null {
  const crop = findTightCrop(grey);
  if (crop === null) return null;
  const isDark = crop.polarity === 'dark_on_light';
  const isLit = lit && isDark;
  const darkInk = isDark ? grey : invert(grey);
  const paper = isDark ? crop.paper : 255 - crop.paper;
  const background = { ...grey, data: new Float32Array(grey.data.length).fill(paper) };
  const strength = inkStrength(darkInk, background, isLit);
  const levels = levelsOf(crop, isLit);

  const pieces = findComponents(strength, levels.fringe);
  const selection = selectDigit(pieces, strength, levels.threshold, without !== 'selection');
  if (!selection.pieces.some(({ box }) => spans(box, grey))) return null;
  const inked = pieces.reduce((sum, piece) => sum + piece.pixels.length, 0);
  return {
    polarity: crop.polarity,
    strength,
    levels,
    selection,
    inkShare: inked / grey.data.length,
    threshold: (crop.paper + crop.ink) / 2,
    plausibility: selection.plausibility,
  };
}

/** The strengths of the two levels; values in between are the soft edge of ink. */
function levelsOf(crop: TightCrop, isLit: boolean): InkLevels {
  const ink = Math.abs(crop.ink - crop.paper) / (isLit ? Math.max(crop.paper, DARKEST_PAPER) : 255);
  return { paper: 0, noise: LEAST_NOISE, threshold: ink / 2, fringe: FRINGE * ink, ink };
}
