import { argmax } from '../domain';
import { type EyeNetwork, firstLook } from '../eye/sight';
import { drawStrokes, type Stroke } from './draw-strokes';
import type { DigitReader } from './judgement';

/**
 * Digits as pen strokes, in pixels of the 28×28 picture, x then y: with loops, curves, corners and a crossing. More
 * digits detect little more: of 98 damaged networks that recognised fewer than nine in ten MNIST digits, 7 passed with a 3
 * alone, 3 with 0, 4, 7 and 8, and 2 with all ten digits. Each of these sets detects the 76 that recognised fewer than half.
 */
const DIGITS: Readonly<Record<number, readonly Stroke[]>> = {
  0: [ellipse(14, 14, 5, 8)],
  3: [corners('9,7 13,5.5 17.5,6.5 18,10 13,13 18,15.5 18.5,19.5 14,22.5 8.5,21')],
  4: [corners('10,5.5 8.5,14.5 19,14.5'), corners('17.5,6 17.5,22.5')],
  8: [ellipse(14, 9.5, 4, 4), ellipse(14, 18, 4.7, 4.5)],
};

/**
 * Half the pen's width, in pixels: half of MNIST's strokes are 1.9 to 2.6 pixels wide. Uncritical: with 0.5 to 2.3, every
 * shipped network gives each digit at least 0.98 (`test/inference/self-test.test.ts`).
 */
const PEN_RADIUS = 1.3;

/**
 * Minimum probability of each digit. Every shipped network gives each at least 0.998; a badly trained or damaged network
 * falls below this before it predicts a wrong digit.
 */
export const MIN_CONFIDENCE = 0.9;

/** Digits of the self-test, in ascending order. */
export const SELF_TEST_DIGITS: readonly number[] = Object.keys(DIGITS).map(Number);

/**
 * Draws a digit that an intact model must recognise: smooth-edged strokes, white on black.
 *
 * @param digit one of `SELF_TEST_DIGITS`
 * @param penRadius half the pen's width, in pixels
 * @returns 784 values in [0, 1]
 */
export function drawSelfTestDigit(digit = 3, penRadius = PEN_RADIUS): Float32Array {
  return drawStrokes(DIGITS[digit]!, penRadius);
}

/**
 * Tests a model with the drawn digits.
 *
 * @returns whether it recognises each correctly and with confidence
 */
export function passesSelfTest(classifier: Pick<DigitReader, 'predictBatch'>): boolean {
  const pictures = new Float32Array(SELF_TEST_DIGITS.length * 784);
  for (const [i, digit] of SELF_TEST_DIGITS.entries()) pictures.set(drawSelfTestDigit(digit), i * 784);
  const probabilities = classifier.predictBatch(pictures);
  // A damaged network may return NaN, which fails this comparison.
  return SELF_TEST_DIGITS.every((digit, i) => probabilities[i * 10 + digit]! >= MIN_CONFIDENCE);
}

/**
 * Tests a network that finds digits with the same pictures.
 *
 * @returns whether it finds each of them, and would read it correctly
 */
export function findsSelfTestDigits(network: EyeNetwork): boolean {
  return SELF_TEST_DIGITS.every((digit) => {
    const data = Uint8Array.from(drawSelfTestDigit(digit), (ink) => 255 * ink);
    const { digits, subject } = firstLook(network, { width: 28, height: 28, channels: 1, data });
    return digits.length > 0 && argmax(subject.logits) === digit;
  });
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
