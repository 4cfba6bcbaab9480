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
  // The border is paper more often than the middle: its cells count twice.
  const levels = cells.flatMap(({ level, border }) => (border ? [level, level] : [level]));
  const level = levels.sort((a, b) => a - b)[levels.length >> 1]!;
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

function deviation(cells: readonly Cell[], surface: Float64Array): number {
  let sum = 0;
  for (const cell of cells) sum += Math.abs(departureOf(cell, surface));
  return sum;
}

function departureOf({ terms, level }: Cell, surface: Float64Array): number {
  let fitted = 0;
  for (let t = 0; t < TERMS; t++) fitted += terms[t]! * surface[t]!;
  return level - fitted;
}

/** Coefficients of 1, u, v, u², uv, v² (u and v from −1 to 1) with the least absolute deviations. */
function fitSurface(cells: readonly Cell[]): Float64Array {
  const weights = new Float64Array(cells.length).fill(1);
  let surface: Float64Array = new Float64Array(TERMS);
  for (let round = 0; round < ROUNDS; round++) {
    surface = solveWeighted(cells, weights);
    cells.forEach((cell, i) => {
      weights[i] = 1 / Math.max(Math.abs(departureOf(cell, surface)), 1);
    });
  }
  return surface;
}

interface Cell {
  readonly terms: readonly number[];
  readonly level: number;
  readonly border: boolean;
}

function cellMeans({ width, height, data }: GreyImage): Cell[] {
  const columns = Math.min(CELLS, width);
  const rows = Math.min(CELLS, height);
  const cells: Cell[] = [];
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
      const border = row === 0 || row === rows - 1 || column === 0 || column === columns - 1;
      const level = sum / ((right - left) * (bottom - top));
      cells.push({ terms: [1, u, v, u * u, u * v, v * v], level, border });
    }
  }
  return cells;
}

/** Normal equations of weighted least squares, by Gaussian elimination; a small ridge keeps strips solvable. */
function solveWeighted(cells: readonly Cell[], weights: Float64Array): Float64Array {
  const system = Array.from({ length: TERMS }, () => new Float64Array(TERMS + 1));
  cells.forEach(({ terms, level }, i) => {
    for (let r = 0; r < TERMS; r++) {
      const scaled = weights[i]! * terms[r]!;
      for (let c = 0; c < TERMS; c++) system[r]![c]! += scaled * terms[c]!;
      system[r]![TERMS]! += scaled * level;
    }
  });
  for (let p = 0; p < TERMS; p++) {
    system[p]![p]! += 1e-6;
    for (let r = 0; r < TERMS; r++) {
      if (r === p) continue;
      const ratio = system[r]![p]! / system[p]![p]!;
      for (let c = p; c <= TERMS; c++) system[r]![c]! -= ratio * system[p]![c]!;
    }
  }
  return Float64Array.from(system, (row, p) => row[TERMS]! / row[p]!);
}
