import type { Text } from '../domain';

/** A picture as a client of a model server sends it. */
export type PictureInput =
  /** A PNG or JPEG, where it lies in the body. */
  | { readonly bytes: Uint8Array }
  /** The same as text, or as the bytes of a long one. */
  | { readonly base64: Text }
  /** 28×28 grey values, row by row, white ink on black. */
  | { readonly grey: Uint8Array };

/** Pixels a side. */
export const SIDE = 28;
/** Pixels of a picture. */
export const PIXELS = SIDE * SIDE;

/** Shapes of one picture of numbers. */
export const PICTURE_SHAPES: readonly (readonly number[])[] = [[SIDE, SIDE, 1], [SIDE, SIDE], [PIXELS]];

/** Whether a shape is that of one picture. */
export function isPictureShape(shape: readonly number[]): boolean {
  return PICTURE_SHAPES.some((known) => isSame(known, shape));
}

/** For messages, with a first dimension or without: `[n, 28, 28, 1], [n, 28, 28] or [n, 784]`. */
export function listShapes(prefix: readonly string[] = []): string {
  const listed = PICTURE_SHAPES.map((shape) => `[${[...prefix, ...shape].join(', ')}]`);
  return `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}`;
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((size, index) => size === other[index]);
}
