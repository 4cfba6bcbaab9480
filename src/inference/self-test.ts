import { drawStrokes, type Stroke } from './draw-strokes';
import type { DigitReader } from './judgement';

/**
 * Digits as pen strokes, in pixels of the 28×28 picture, x then y: with loops, bows, corners and a crossing. More of
 * them detect little more: of 98 damaged networks that read fewer than nine in ten MNIST digits, a 3 alone let 7 pass; 0, 4,
 * 7 and 8 let 3, all ten digits 2. All of these find the 76 that read fewer than half.
 */
const DIGITS: Readonly<Record<number, readonly Stroke[]>> = {
  0: [ellipse(14, 14, 5, 8)],
  3: [corners('9,7 13,5.5 17.5,6.5 18,10 13,13 18,15.5 18.5,19.5 14,22.5 8.5,21')],
  4: [corners('10,5.5 8.5,14.5 19,14.5'), corners('17.5,6 17.5,22.5')],
  8: [ellipse(14, 9.5, 4, 4), ellipse(14, 18, 4.7, 4.5)],
};

/** Half the pen's width, in pixels. */
const PEN_RADIUS = 1.3;

/**
 * Minimum probability of each digit. Every shipped network gives each at least 0.998; a network that
 * learned badly or was damaged falls below this before it falls to a wrong answer.
 */
export const LEAST_CONFIDENCE = 0.9;

/** Digits of the self-test, in ascending order. */
export const SELF_TEST_DIGITS: readonly number[] = Object.keys(DIGITS).map(Number);

/**
 * Draws a digit that a healthy model must read: smooth-edged strokes, white on black.
 *
 * @param digit one of `SELF_TEST_DIGITS`
 * @returns 784 values in [0, 1]
 */
export function drawSelfTestDigit(digit = 3): Float32Array {
  return drawStrokes(DIGITS[digit]!, PEN_RADIUS);
}

/**
 * Lets a model read the drawn digits.
 *
 * @returns whether each was read correctly and with confidence
 */
export function passesSelfTest(classifier: Pick<DigitReader, 'predictBatch'>): boolean {
  const pictures = new Float32Array(SELF_TEST_DIGITS.length * 784);
  for (const [i, digit] of SELF_TEST_DIGITS.entries()) pictures.set(drawSelfTestDigit(digit), i * 784);
  const probabilities = classifier.predictBatch(pictures);
  // A damaged network may answer NaN, which fails this comparison.
  return SELF_TEST_DIGITS.every((digit, i) => probabilities[i * 10 + digit]! >= LEAST_CONFIDENCE);
}

function corners(text: string): Stroke {
  return text.split(' ').map((corner) => corner.split(',').map(Number) as [number, number]);
}

function ellipse(x: number, y: number, radiusX: number, radiusY: number): Stroke {
  return Array.from({ length: 17 }, (_, i) => {
    const angle = (i * Math.PI) / 8;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)] as const;
  });
}
