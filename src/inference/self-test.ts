import type { Classifier } from './classifier';

/** What the drawn digit is. */
const DIGIT = 3;

/** Corners of a 3 as one stroke, in pixels of the 28×28 picture, x then y. */
const STROKE: readonly (readonly [number, number])[] = [
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
  return Float32Array.from({ length: 784 }, (_, index) => {
    const distance = distanceToStroke(index % 28, Math.floor(index / 28));
    return Math.min(1, Math.max(0, PEN_RADIUS + 0.5 - distance));
  });
}

function distanceToStroke(x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let corner = 1; corner < STROKE.length; corner++) {
    const [x0, y0] = STROKE[corner - 1]!;
    const [x1, y1] = STROKE[corner]!;
    const lengthSquared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    const along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / lengthSquared;
    const clamped = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - x0 - clamped * (x1 - x0), y - y0 - clamped * (y1 - y0)));
  }
  return nearest;
}

/**
 * Asks a model for the digit we drew.
 *
 * @returns whether the answer was right
 */
export function passesSelfTest(classifier: Pick<Classifier, 'predict'>): boolean {
  const probabilities = classifier.predict(drawSelfTestDigit());
  return probabilities.indexOf(Math.max(...probabilities)) === DIGIT;
}
