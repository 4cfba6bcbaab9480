import type { GreyImage } from './grey-image';

/** The light is fitted on this many cells along each side: strokes then weigh little and the cost is fixed. */
const CELLS = 16;
/** Rounds of reweighting; the fit moves little after four. */
const ROUNDS = 5;
const TERMS = 6;

/** Light counts as uneven if modelling it leaves less than this share of the departures from one level. */
const UNEVEN = 0.6;

/** Global properties of the paper. */
export interface Paper {
  /** The level of evenly lit paper, or null where the light is uneven. */
  readonly level: number | null;
  /** Share of the departures from the paper (squared, so that ink outweighs noise) that are darker than it. */
  readonly darkerShare: number;
  /** Levels of the paper as its light varies at large, for every pixel, or null where the light is even. */
  readonly light: GreyImage | null;
}

/**
 * Fits a surface to the paper, once a single level and once quadratic (a gradient, a vignette); both by least
 * absolute deviations, which ink, being the smaller part, hardly affects. If the quadratic one fits much better, the
 * light is uneven.
 *
 * Example: an image of 200 with a stroke of 50 has the level 200, and all departures are darker: 1. A gradient from
 * 200 to 100 has no level.
 *
 * @param grey the image
 */
export function surveyPaper(grey: GreyImage): Paper {
  const cells = cellMeans(grey);
  const level = medianLevel(cells);
  const flat = Float64Array.of(level, 0, 0, 0, 0, 0);
  const curved = fitSurface(cells);
  const uneven = deviation(cells, curved) < UNEVEN * deviation(cells, flat);
  const light = paint(grey, uneven ? curved : flat);
  return {
    level: uneven ? null : level,
    darkerShare: darkerShare(grey, light),
    light: uneven ? light : null,
  };
}

/** The level of a surface at every pixel. */
function paint({ width, height }: GreyImage, surface: Float64Array): GreyImage {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = (2 * y + 1) / height - 1;
    const a = surface[0]! + v * (surface[2]! + v * surface[5]!);
    const b = surface[1]! + v * surface[4]!;
    for (let x = 0; x < width; x++) {
      const u = (2 * x + 1) / width - 1;
      data[y * width + x] = a + u * (b + u * surface[3]!);
    }
  }
  return { width, height, data };
}

function darkerShare({ data }: GreyImage, light: GreyImage): number {
  let darker = 0;
  let brighter = 0;
  for (let i = 0; i < data.length; i++) {
    const departure = data[i]! - light.data[i]!;
    if (departure < 0) darker += departure * departure;
    else brighter += departure * departure;
  }
  return darker + brighter === 0 ? 1 : darker / (darker + brighter);
}

/** The paper in cells, `STRIDE` values each: the terms 1, u, v, u², uv, v² of its centre (u and v from −1 to 1), and its mean. */
interface Cells {
  readonly values: Float64Array;
  /** Whether a cell touches the border of the image: 0 or 1. */
  readonly isBorder: Uint8Array;
}

const STRIDE = TERMS + 1;

function cellMeans({ width, height, data }: GreyImage): Cells {
  const columns = Math.min(CELLS, width);
  const rows = Math.min(CELLS, height);
  const values = new Float64Array(rows * columns * STRIDE);
  const isBorder = new Uint8Array(rows * columns);
  let cell = 0;
  for (let row = 0; row < rows; row++) {
    const top = Math.floor((row * height) / rows);
    const bottom = Math.floor(((row + 1) * height) / rows);
    for (let column = 0; column < columns; column++) {
      const left = Math.floor((column * width) / columns);
      const right = Math.floor(((column + 1) * width) / columns);
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += data[y * width + x]!;
      const u = (left + right) / width - 1;
      const v = (top + bottom) / height - 1;
      const at = cell * STRIDE;
      values[at] = 1;
      values[at + 1] = u;
      values[at + 2] = v;
      values[at + 3] = u * u;
      values[at + 4] = u * v;
      values[at + 5] = v * v;
      values[at + TERMS] = sum / ((right - left) * (bottom - top));
      isBorder[cell++] = Number(row === 0 || row === rows - 1 || column === 0 || column === columns - 1);
    }
  }
  return { values, isBorder };
}

/** The border is paper more often than the middle: its cells count twice. */
function medianLevel({ values, isBorder }: Cells): number {
  const levels = new Float64Array(2 * isBorder.length);
  let count = 0;
  for (let cell = 0; cell < isBorder.length; cell++) {
    const level = values[cell * STRIDE + TERMS]!;
    levels[count++] = level;
    if (isBorder[cell]) levels[count++] = level;
  }
  return levels.subarray(0, count).sort()[count >> 1]!;
}

function deviation(cells: Cells, surface: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < cells.values.length; at += STRIDE) sum += departure(cells, at, surface);
  return sum;
}

/** Distance of a cell's level from a surface. */
function departure({ values }: Cells, at: number, surface: Float64Array): number {
  let fitted = 0;
  for (let t = 0; t < TERMS; t++) fitted += values[at + t]! * surface[t]!;
  return Math.abs(values[at + TERMS]! - fitted);
}

/** Coefficients of the terms with the least absolute deviations. */
function fitSurface(cells: Cells): Float64Array {
  const weights = new Float64Array(cells.isBorder.length).fill(1);
  let surface: Float64Array = new Float64Array(TERMS);
  for (let round = 0; round < ROUNDS; round++) {
    surface = solveWeighted(cells, weights);
    for (let i = 0; i < weights.length; i++)
      weights[i] = 1 / Math.max(departure(cells, i * STRIDE, surface), 1);
  }
  return surface;
}

/** Normal equations of weighted least squares, by Gaussian elimination; a small ridge keeps strips solvable. */
function solveWeighted({ values }: Cells, weights: Float64Array): Float64Array {
  const system = new Float64Array(TERMS * STRIDE);
  for (let i = 0; i < weights.length; i++) {
    const at = i * STRIDE;
    for (let r = 0; r < TERMS; r++) {
      const scaled = weights[i]! * values[at + r]!;
      for (let c = r; c < STRIDE; c++) system[r * STRIDE + c]! += scaled * values[at + c]!;
    }
  }
  // The matrix is symmetric.
  for (let r = 1; r < TERMS; r++) {
    for (let c = 0; c < r; c++) system[r * STRIDE + c] = system[c * STRIDE + r]!;
  }
  for (let p = 0; p < TERMS; p++) {
    system[p * STRIDE + p]! += 1e-6;
    for (let r = 0; r < TERMS; r++) {
      if (r === p) continue;
      const ratio = system[r * STRIDE + p]! / system[p * STRIDE + p]!;
      for (let c = p; c < STRIDE; c++) system[r * STRIDE + c]! -= ratio * system[p * STRIDE + c]!;
    }
  }
  return Float64Array.from(
    { length: TERMS },
    (_, p) => system[p * STRIDE + TERMS]! / system[p * STRIDE + p]!,
  );
}
