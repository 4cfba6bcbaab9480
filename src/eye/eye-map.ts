import { LOOK_SIDE, type LookBox } from './look-box';

/** Cells per side of the eye's map of a whole look; of a coarse one there are fewer. */
export const CELLS = 8;
/** Of each cell: whether the middle of a digit is there (logit), which digit (ten logits), and its box (four numbers). */
export const EYE_OUTPUTS = 1 + 10 + 4;
export const CELL_PIXELS = LOOK_SIDE / CELLS;
/** With more than this share of their union in common, two boxes show one digit. */
const SAME_DIGIT = 0.45;
/** Surest first, only so many cells are looked at. */
const MOST_DIGITS = 40;

/** A digit that the eye has found. */
export interface FoundDigit {
  /** In shares of the look's side. */
  readonly box: LookBox;
  /** Probability that there is a digit, 0 to 1. */
  readonly objectness: number;
  /** Which digit it is: the softmax of these ten are probabilities. */
  readonly logits: Float32Array;
}

/**
 * Reads the eye's map, cell by cell: several cells may speak of one digit.
 *
 * @param map 8×8 cells of 15 numbers, or fewer, row by row
 * @param least objectness that counts, 0 to 1
 * @returns surest first
 */
export function readCells(map: Float32Array, least: number): FoundDigit[] {
  const perSide = cellsOf(map);
  return Array.from({ length: perSide * perSide }, (_, cell) => ({
    cell,
    objectness: sigmoid(map[cell * EYE_OUTPUTS]!),
  }))
    .filter(({ objectness }) => objectness >= least)
    .sort((a, b) => b.objectness - a.objectness)
    .slice(0, MOST_DIGITS)
    .map(({ cell, objectness }) => ({
      box: boxAt(map, cell, perSide),
      objectness,
      logits: map.subarray(cell * EYE_OUTPUTS + 1, cell * EYE_OUTPUTS + 11),
    }));
}

/**
 * Reads the eye's map. Cells of one digit are merged: the surest decides where it is, all of them together which it is.
 *
 * @param map 8×8 cells of 15 numbers, or fewer, row by row
 * @param least objectness that counts, 0 to 1
 * @returns surest first
 */
export function readMap(map: Float32Array, least: number): FoundDigit[] {
  return mergeCells(readCells(map, least));
}

/** @param cells surest first */
export function mergeCells(cells: readonly FoundDigit[]): FoundDigit[] {
  const found: { box: LookBox; objectness: number; logits: Float32Array; weight: number }[] = [];
  for (const { box, objectness, logits } of cells) {
    const same = found.find((other) => overlap(other.box, box) > SAME_DIGIT);
    if (same === undefined) {
      found.push({ box, objectness, logits: logits.map((logit) => objectness * logit), weight: objectness });
      continue;
    }
    for (let digit = 0; digit < 10; digit++) same.logits[digit]! += objectness * logits[digit]!;
    same.weight += objectness;
  }
  return found.map(({ box, objectness, logits, weight }) => ({
    box,
    objectness,
    logits: logits.map((logit) => logit / weight),
  }));
}

/** @returns cells per side of a map */
export function cellsOf(map: Float32Array): number {
  return Math.sqrt(map.length / EYE_OUTPUTS);
}

/** Middle relative to the cell's, in cells; logarithms of width and height, in whole looks. */
function boxAt(map: Float32Array, cell: number, perSide: number): LookBox {
  const at = cell * EYE_OUTPUTS + 11;
  const x = ((cell % perSide) + 0.5 + map[at]!) / perSide;
  const y = (Math.floor(cell / perSide) + 0.5 + map[at + 1]!) / perSide;
  const wholeLook = CELLS / perSide;
  const width = wholeLook * Math.exp(Math.min(map[at + 2]!, 0.5));
  const height = wholeLook * Math.exp(Math.min(map[at + 3]!, 0.5));
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** @returns the area that two boxes have in common, as a share of what they cover together */
export function overlap(a: LookBox, b: LookBox): number {
  const common = commonArea(a, b);
  return common / (a.width * a.height + b.width * b.height - common);
}

/** @returns the area that two boxes have in common */
export function commonArea(a: LookBox, b: LookBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(width, 0) * Math.max(height, 0);
}

/** @returns logarithm of the odds that there is a digit */
export function evidence({ objectness }: Pick<FoundDigit, 'objectness'>): number {
  return Math.log(objectness / (1 - objectness));
}

/** @returns the probability with these log odds: the inverse of `evidence()` */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
