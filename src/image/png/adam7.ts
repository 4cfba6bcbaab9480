/** One pass over the picture: which of its pixels the pass holds, and how many. */
export interface Pass {
  readonly startX: number;
  readonly startY: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
}

// PNG specification §8.2: start column, start row, column step, row step of the seven passes.
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * @param width of the picture in pixels
 * @param height in pixels
 * @param interlaced whether it is stored in seven passes
 * @returns the passes that hold any pixel, in the order of the file; one that holds all where it is not interlaced
 */
export function passes(width: number, height: number, interlaced: boolean): Pass[] {
  if (!interlaced) return [{ startX: 0, startY: 0, stepX: 1, stepY: 1, width, height }];
  return ADAM7.map(([startX, startY, stepX, stepY]) => ({
    startX,
    startY,
    stepX,
    stepY,
    width: Math.ceil((width - startX) / stepX),
    height: Math.ceil((height - startY) / stepY),
  })).filter((pass) => pass.width > 0 && pass.height > 0);
}
