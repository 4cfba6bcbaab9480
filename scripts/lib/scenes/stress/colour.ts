import type { Rgb } from './scene';

/** @param level 0 (black) to 255 (white) */
export function grey(level: number): Rgb {
  return [level, level, level];
}

/** YCbCr (JFIF) to RGB; Cb and Cr around 0. */
export function ycc(y: number, cb: number, cr: number): Rgb {
  return [y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb];
}
