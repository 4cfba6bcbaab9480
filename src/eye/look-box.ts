/** Pixels per side of what the eye's network looks at. */
export const LOOK_SIDE = 64;

/** A box in shares of the look's side. */
export interface LookBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
