import type { Polarity } from '../domain';
import type { Steps } from '../steps';
import { estimateBackground, estimateUnevenBackground } from './background';
import { type Component, findComponents } from './components';
import type { GreyImage } from './grey-image';
import { inkStrength } from './ink-strength';
import { findInkLevels, type InkLevels } from './ink-threshold';
import { invert, likelyPolarity, oppositeOf } from './polarity';
import { readCrop } from './read-crop';
import type { Reading } from './reading';
import { removeRulings } from './remove-rulings';
import { selectDigit } from './select-digit';
import type { Step } from './step';
import { type Paper, surveyPaper } from './survey-paper';

/** Microseconds per pixel to survey the paper, or to read in one polarity. */
const PIXEL_COST = 0.03;

/** From this share of the picture on, the supposed ink may as well be the paper. */
const CROWDED = 0.3;
/** Printed lines are looked for from this many deviations of the noise. */
const RULING_NOISE = 3;

/**
 * Separates ink from paper and the digit from all other ink: in the likely polarity, and in the other one too unless the
 * first is beyond doubt.
 *
 * Example: a sheet that lies for the greater part in the shade reads as a bright blob on dark paper first; the dark
 * digit of the second reading has the longer outline and is taken.
 *
 * @param grey the picture
 * @param lit whether grey levels are light, so that paper in the shade is darker by a factor
 * @param without a step to leave out, or null
 */
export function* readInk(grey: GreyImage, lit: boolean, without: Step | null): Steps<Reading> {
  const cropped = without === 'tight-crop' ? null : readCrop(grey, lit, without);
  if (cropped !== null) return cropped;

  const cost = grey.data.length * PIXEL_COST;
  yield cost;
  const paper = surveyPaper(grey);
  yield cost;
  const likely = likelyPolarity(paper.darkerShare);
  const first = read(grey, likely.polarity, paper, lit, without);
  yield cost;
  const clear = !likely.doubtful && first.selection.isClean && first.inkShare < CROWDED;
  if (clear || without === 'second-polarity') return first;

  const second = read(grey, oppositeOf(likely.polarity), paper, lit, without);
  return second.plausibility > first.plausibility * likely.headStart ? second : first;
}

function read(
  grey: GreyImage,
  polarity: Polarity,
  paper: Paper,
  lit: boolean,
  without: Step | null,
): Reading {
  const isDark = polarity === 'dark_on_light';
  const darkInk = isDark ? grey : invert(grey);
  const background = paperUnder(darkInk, isDark, paper, without);
  const isLit = lit && isDark;
  const found = findPieces(inkStrength(darkInk, background, isLit), without);
  const selection = selectDigit(
    found.pieces,
    found.strength,
    found.levels.threshold,
    without !== 'selection',
  );

  const inked = found.pieces.reduce((sum, piece) => sum + piece.pixels.length, 0);
  const paperLevel = mean(background.data);
  const darkThreshold = paperLevel - found.levels.threshold * (isLit ? paperLevel : 255);
  const threshold = isDark ? darkThreshold : 255 - darkThreshold;
  return {
    polarity,
    strength: found.strength,
    levels: found.levels,
    selection,
    inkShare: inked / grey.data.length,
    threshold,
    plausibility: selection.plausibility * (isLit ? highest(background.data) / 255 : 1),
  };
}

/** Separates ink from paper; twice if printed lines have to be removed first. */
function findPieces(
  strength: GreyImage,
  without: Step | null,
): { strength: GreyImage; levels: InkLevels; pieces: Component[] } {
  const levels = findInkLevels(strength);
  const pieces = findComponents(strength, levels.fringe);
  const isRuled = without !== 'rulings' && pieces.some((piece) => runsThrough(piece, strength));
  if (!isRuled) return { strength, levels, pieces };

  const unruled = removeRulings(strength, levels.paper + RULING_NOISE * levels.noise);
  const unruledLevels = findInkLevels(unruled);
  return { strength: unruled, levels: unruledLevels, pieces: findComponents(unruled, unruledLevels.fringe) };
}

/** Whether a piece goes from one side of the picture to the other. */
function runsThrough({ box, borderPixels }: Component, { width, height }: GreyImage): boolean {
  return borderPixels > 1 && (box.width >= width - 2 || box.height >= height - 2);
}

/** Levels of the paper under the ink, in the picture's own polarity or its negative's. */
function paperUnder(darkInk: GreyImage, isDark: boolean, paper: Paper, without: Step | null): GreyImage {
  if (without === 'background') return flatLike(darkInk, paper, isDark);
  if (paper.light === null) return estimateBackground(darkInk, isDark ? paper.level : 255 - paper.level!);
  return estimateUnevenBackground(darkInk, isDark ? paper.light : invert(paper.light));
}

function flatLike({ width, height, data }: GreyImage, paper: Paper, isDark: boolean): GreyImage {
  const level = paper.level ?? mean(data);
  return { width, height, data: new Float32Array(data.length).fill(isDark ? level : 255 - level) };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function highest(values: Float32Array): number {
  let highest = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > highest) highest = values[i]!;
  return highest;
}
