import type { GreyImage } from './grey-image';

/**
 * Half the width, as a share of the shorter side, of what counts as ink: strokes are up to twice this wide; a shadow
 * or a table that reaches further in from the border is background.
 */
const RADIUS_SHARE = 0.17;

/** Evenly lit paper is nowhere darker than this share of its level; otherwise wider strokes would be classified as paper. */
const DARKEST_EVEN = 0.75;

/**
 * What the paper would look like without ink: a grey closing (maximum, then minimum, over a square), which fills
 * what is darker than its surroundings and narrower than the square, and keeps gradients and the edges of shadows.
 *
 * Example: in the row 9 9 2 9 8 8 8 with the radius 1 the stroke is filled: 9 9 9 9 8 8 8.
 *
 * @param grey dark ink on bright paper
 * @param evenPaper level of the paper beyond the border, or null if the light is uneven: then the
 *   square is cropped at the border, where half of it must suffice
 * @param radius half the side of the square in pixels
 * @returns levels of the paper, nowhere below `grey`
 */
export function estimateBackground(
  grey: GreyImage,
  evenPaper: number | null,
  radius: number = defaultRadius(grey),
): GreyImage {
  const dilated = slideOver(grey, radius, 1, evenPaper ?? Number.NEGATIVE_INFINITY);
  const closed = slideOver(dilated, radius, -1, Number.POSITIVE_INFINITY);
  if (evenPaper !== null) raiseTo(closed.data, DARKEST_EVEN * evenPaper);
  return closed;
}

/**
 * The same where the light is uneven. At the border, where the square is cut, a slope leaves a dark rim: the closing
 * reaches up it and not down. Taken of what the light at large leaves, the closing has no rim, but a hard shadow
 * stands out as ink; the lower of both has neither.
 *
 * Example: the row 1 2 3 4 5 of nothing but light closes to 2 2 3 4 5 with the radius 1; less 1 2 3 4 5 it is 0
 * everywhere, so the paper is 1 2 3 4 5.
 *
 * @param grey dark ink on bright paper
 * @param light levels of the paper as the light varies at large
 * @param radius half the side of the square in pixels
 */
export function estimateUnevenBackground(
  grey: GreyImage,
  light: GreyImage,
  radius: number = defaultRadius(grey),
): GreyImage {
  const closed = estimateBackground(grey, null, radius);
  const evened = { ...grey, data: grey.data.map((value, i) => value - light.data[i]!) };
  const remaining = estimateBackground(evened, null, radius);
  const data = closed.data.map((value, i) => Math.min(value, remaining.data[i]! + light.data[i]!));
  return { ...grey, data };
}

function raiseTo(levels: Float32Array, least: number): void {
  for (let i = 0; i < levels.length; i++) if (levels[i]! < least) levels[i] = least;
}

function defaultRadius({ width, height }: GreyImage): number {
  return Math.max(2, Math.round(Math.min(width, height) * RADIUS_SHARE));
}

/** Maximum (sign 1) or minimum (sign −1) over squares, with one level all around: along the rows, then the columns. */
function slideOver(grey: GreyImage, radius: number, sign: 1 | -1, beyond: number): GreyImage {
  const { width, height } = grey;
  const data = grey.data.slice();
  const longest = Math.max(width, height) + 2 * radius;
  const forward = new Float32Array(longest);
  const backward = new Float32Array(longest);
  for (let line = 0; line < width + height; line++) {
    const isRow = line < height;
    const start = isRow ? line * width : line - height;
    const stride = isRow ? 1 : width;
    const length = isRow ? width : height;
    forward.fill(sign * beyond, 0, length + 2 * radius);
    for (let i = 0, o = start; i < length; i++, o += stride) forward[radius + i] = sign * data[o]!;
    runningMaxima(forward, backward, length + 2 * radius, 2 * radius + 1);
    for (let i = 0, o = start; i < length; i++, o += stride) {
      const before = backward[i]!;
      const after = forward[i + 2 * radius]!;
      data[o] = sign * (before > after ? before : after);
    }
  }
  return { width, height, data };
}

/**
 * The parts of a sliding maximum in three comparisons a value, whatever the window (M. van Herk, "A fast algorithm
 * for local minimum and maximum filters", 1992): the line is cut into blocks as long as the window; any window is the
 * end of one block and the start of the next.
 *
 * @param forward the line; afterwards the maximum of each block up to here
 * @param backward afterwards the maximum of each block from here
 */
function runningMaxima(forward: Float32Array, backward: Float32Array, length: number, block: number): void {
  for (let start = 0; start < length; start += block) {
    const end = Math.min(start + block, length);
    let maximum = forward[end - 1]!;
    for (let i = end - 1; i >= start; i--) {
      if (forward[i]! > maximum) maximum = forward[i]!;
      backward[i] = maximum;
    }
    maximum = forward[start]!;
    for (let i = start; i < end; i++) {
      if (forward[i]! > maximum) maximum = forward[i]!;
      forward[i] = maximum;
    }
  }
}
