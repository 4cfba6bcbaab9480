import { drawStrokes, type Stroke } from './draw-strokes';
import type { DigitReader } from './judgement';

/** What the drawn digit is. */
const DIGIT = 3;

/** Corners of a 3 as one stroke, in pixels of the 28×28 picture, x then y. */
const STROKE: Stroke = [
  [9, 7],
  [13, 5.5],
  [17.5, 6.5],
  [18, 10],
  [13, 13],
  [18, 15.5],
  [18.5, 19.5],
  [14, 22.5],
  [8.5, 21],
];

/** Half the pen's width, in pixels. */
const PEN_RADIUS = 1.3;

/**
 * Draws the digit that a healthy model must read: a smooth-edged stroke, white on black.
 *
 * @returns 784 values in [0, 1]
 */
export function drawSelfTestDigit(): Float32Array {
  return drawStrokes([STROKE], PEN_RADIUS);
}

/**
 * Asks a model for the digit we drew.
 *
 * @returns whether the answer was right
 */
export function passesSelfTest(classifier: Pick<DigitReader, 'predict'>): boolean {
  const probabilities = classifier.predict(drawSelfTestDigit());
  return probabilities.indexOf(Math.max(...probabilities)) === DIGIT;
}
