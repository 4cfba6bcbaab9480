import { distanceTo } from '../../../../src/preprocess/distance';
import type { Box } from '../../../../src/preprocess/grey-image';
import { boxOf } from '../../../../src/preprocess/ink-geometry';
import { thin } from './thin';

const SIDE = 28;
/** Samples per pixel of the digit: a contour is then right within an eighth of a pixel. */
const DENSITY = 4;
export const FIELD_SIDE = SIDE * DENSITY;
/** What lies outside of the 28×28 square is this far from ink, in pixels of the digit. */
const OUTSIDE = -4;

/** A digit as a signed distance field. */
export interface DigitField {
  /** Signed distance to the edge of the ink as written, in pixels of the digit: positive inside. */
  readonly contour: Float32Array;
  /** Distance to the middle line of the strokes, in pixels of the digit. */
  readonly middle: Float32Array;
  /** Points on the middle lines, in pixels of the digit. */
  readonly middlePoints: readonly { readonly x: number; readonly y: number }[];
}

/**
 * Turns an image of MNIST into a shape that can be rendered at any size, with its own strokes or with another pen.
 *
 * @param digit 784 bytes, white on black, row by row
 */
export function digitField(digit: Uint8Array): DigitField {
  const inside = new Uint8Array(FIELD_SIDE * FIELD_SIDE);
  for (let y = 0; y < FIELD_SIDE; y++) {
    for (let x = 0; x < FIELD_SIDE; x++) {
      const level = sample(digit, SIDE, (x + 0.5) / DENSITY, (y + 0.5) / DENSITY, 0);
      inside[y * FIELD_SIDE + x] = level >= 127.5 ? 1 : 0;
    }
  }
  return shapeField(inside);
}

/**
 * The same for any shape.
 *
 * @param inside 112×112, 1 where there is ink, row by row
 */
export function shapeField(inside: Uint8Array): DigitField {
  const skeleton = thin(inside, FIELD_SIDE, FIELD_SIDE);
  const ink = { width: FIELD_SIDE, height: FIELD_SIDE, data: Float32Array.from(inside) };
  const toInk = distanceTo(ink, 1, true);
  const contour = distanceTo(ink, 1, false);
  for (let i = 0; i < contour.length; i++) contour[i] = (contour[i]! - toInk[i]!) / DENSITY;
  const middle = distanceTo({ ...ink, data: Float32Array.from(skeleton) }, 1, true);
  for (let i = 0; i < middle.length; i++) middle[i] = middle[i]! / DENSITY;

  const middlePoints: { x: number; y: number }[] = [];
  skeleton.forEach((member, i) => {
    if (!member) return;
    const x = ((i % FIELD_SIDE) + 0.5) / DENSITY;
    const y = (Math.floor(i / FIELD_SIDE) + 0.5) / DENSITY;
    middlePoints.push({ x, y });
  });
  return { contour, middle, middlePoints };
}

/**
 * Depth of a point in the ink.
 *
 * @param field the digit
 * @param x in pixels of the digit, 0 to 28
 * @param y in pixels of the digit, 0 to 28
 * @param penWidth width of the pen in pixels of the digit, or null for the strokes as written
 * @returns pixels of the digit: positive in ink, negative on paper
 */
export function depthInInk(field: DigitField, x: number, y: number, penWidth: number | null): number {
  if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) return OUTSIDE;
  if (penWidth === null) return sample(field.contour, FIELD_SIDE, x * DENSITY, y * DENSITY, OUTSIDE);
  return penWidth / 2 - sample(field.middle, FIELD_SIDE, x * DENSITY, y * DENSITY, -OUTSIDE);
}

/** Linear interpolation between the middles of pixels of a square image; `beyond` outside of it. */
function sample(image: ArrayLike<number>, side: number, x: number, y: number, beyond: number): number {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  const fx = x - 0.5 - left;
  const fy = y - 0.5 - top;
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= side || row >= side ? beyond : image[row * side + column]!;
  const above = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
  const below = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
  return above * (1 - fy) + below * fy;
}

/**
 * The box of the ink.
 *
 * @param field the digit
 * @param penWidth width of the pen in pixels of the digit, or null for the strokes as written
 * @returns pixels of the digit; the whole square where there is no ink
 */
export function inkBox({ contour, middle }: DigitField, penWidth: number | null): Box {
  const depths = penWidth === null ? contour : middle.map((distance) => penWidth / 2 - distance);
  const box = boxOf({ width: FIELD_SIDE, height: FIELD_SIDE, data: depths }, 0);
  if (box === null) return { x: 0, y: 0, width: SIDE, height: SIDE };
  const { x, y, width, height } = box;
  return { x: x / DENSITY, y: y / DENSITY, width: width / DENSITY, height: height / DENSITY };
}
