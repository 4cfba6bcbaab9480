import { argmax } from '../domain';
import { coarseLook, type EyeNetwork, firstLook } from '../eye/sight';
import type { Raster } from '../image/raster';
import { drawStrokes, type Stroke } from './draw-strokes';
import type { DigitReader } from './judgement';

/** Pixels per side of a drawn digit. */
const SIDE = 28;

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
 * Tests a network that finds digits with the same pictures, all of them in one: a look each would take as long as a cold process
 * takes for all else.
 *
 * @returns whether it finds each of them in its place, and would read it correctly
 */
export function findsSelfTestDigits(network: EyeNetwork): boolean {
  const { digits } = firstLook(network, drawSelfTestDigits());
  return SELF_TEST_DIGITS.every((digit, index) => {
    const [column, row] = [index % 2, Math.floor(index / 2)];
    const found = digits.find(
      ({ box: { x, y, width, height } }) =>
        Math.floor(2 * (x + width / 2)) === column && Math.floor(2 * (y + height / 2)) === row,
    );
    return found !== undefined && argmax(found.logits) === digit;
  });
}

/** The four of them, in the quarters of a picture. */
function drawSelfTestDigits(): Raster {
  const side = 2 * SIDE;
  const data = new Uint8Array(side * side);
  for (const [index, digit] of SELF_TEST_DIGITS.entries()) {
    const start = (index % 2) * SIDE + Math.floor(index / 2) * SIDE * side;
    const levels = toLevels(drawSelfTestDigit(digit));
    for (let y = 0; y < SIDE; y++) data.set(levels.subarray(y * SIDE, (y + 1) * SIDE), start + y * side);
  }
  return { width: side, height: side, channels: 1, data };
}

/** A model, as far as its typical work is concerned. */
interface Recognizer {
  readonly classifier: Pick<DigitReader, 'predict'>;
  readonly eye: { readonly network: EyeNetwork };
  readonly reader: string | null;
}

/** @returns what a model does with most pictures */
export function typicalWork({ classifier, eye, reader }: Recognizer): () => void {
  const ink = drawSelfTestDigit();
  const picture = { width: SIDE, height: SIDE, channels: 1, data: toLevels(ink) } as const;
  return () => {
    coarseLook(eye.network, picture);
    if (reader === null) classifier.predict(ink);
  };
}

function toLevels(ink: Float32Array): Uint8Array {
  return Uint8Array.from(ink, (share) => 255 * share);
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
