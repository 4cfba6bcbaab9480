import type { GreyImage } from './grey-image';

/**
 * Half the width, as a share of the shorter side, of what counts as ink: strokes are up to twice this wide; a shadow
 * or a table that reaches further in from the border is background.
 */
const RADIUS_SHARE = 0.17;

/** Evenly lit paper is nowhere darker than this share of its level; wider strokes would else be taken for paper. */
const DARKEST_EVEN = 0.75;

/**
 * What the paper would look like without ink: a grey closing (maximum, then minimum, over a square), which fills
 * what is darker than its surroundings and narrower than the square, and keeps gradients and the edges of shadows.
 *
 * Example: in the row 9 9 2 9 8 8 8 with the radius 1 the stroke is filled: 9 9 9 9 8 8 8.
 *
 * @param grey dark ink on bright paper
 * @param evenPaper level of the paper that goes on beyond the border, or null when the light is uneven: then the
 *   square is cut at the border, where half of it must do
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

function raiseTo(levels: Float32Array, least: number): void {
  for (let i = 0; i < levels.length; i++) if (levels[i]! < least) levels[i] = least;
}

function defaultRadius({ width, height }: GreyImage): number {
  return Math.max(2, Math.round(Math.min(width, height) * RADIUS_SHARE));
}

/** Maximum (sign 1) or minimum (sign −1) over squares, with one level all around: along the rows, then the columns. */
function slideOver(
  { width, height, data }: GreyImage,
  radius: number,
  sign: 1 | -1,
  beyond: number,
): GreyImage {
  const result = Float32Array.from(data);
  const longest = Math.max(width, height) + 2 * radius;
  const buffers = { line: new Float32Array(longest), ahead: new Float32Array(longest) };
  for (let y = 0; y < height; y++)
    slideAlong(result, y * width, 1, width, radius, sign, sign * beyond, buffers);
  for (let x = 0; x < width; x++) slideAlong(result, x, width, height, radius, sign, sign * beyond, buffers);
  return { width, height, data: result };
}

/**
 * The extreme over a sliding window in three comparisons a value, whatever the window (M. van Herk, "A fast
 * algorithm for local minimum and maximum filters", 1992): running extremes from both ends of blocks of its length.
 */
function slideAlong(
  data: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
  sign: 1 | -1,
  beyond: number,
  { line, ahead }: { line: Float32Array; ahead: Float32Array },
): void {
  const block = 2 * radius + 1;
  const padded = length + 2 * radius;
  line.fill(beyond, 0, radius);
  line.fill(beyond, radius + length, padded);
  for (let i = 0; i < length; i++) line[radius + i] = sign * data[start + i * stride]!;
  for (let i = padded - 1; i >= 0; i--) {
    const last = i === padded - 1 || (i + 1) % block === 0;
    ahead[i] = last || ahead[i + 1]! < line[i]! ? line[i]! : ahead[i + 1]!;
  }
  // From here on `line` holds the running extreme since the block's start.
  for (let i = 1; i < padded; i++) if (i % block !== 0 && line[i - 1]! > line[i]!) line[i] = line[i - 1]!;
  for (let i = 0; i < length; i++) {
    const extreme = Math.max(ahead[i]!, line[i + 2 * radius]!);
    data[start + i * stride] = sign * extreme;
  }
}
