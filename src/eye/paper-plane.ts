import { quantile } from './quantile';

/** Red, green and blue of the paper at a place: `[constant, per column, per row]` of each. */
export type PaperPlane = readonly [red: Plane, green: Plane, blue: Plane];
type Plane = readonly [constant: number, perColumn: number, perRow: number];

/** How often the plane is fitted again without what is not paper. */
const ROUNDS = 3;
/** Samples further from the plane than this, in median distances, are not paper: neighbours, lines, the digit itself. */
const OUTLYING = 3;

/**
 * Fits an evenly changing colour to samples of paper, most of which are paper.
 *
 * @param rgb pixels, row by row
 * @param places of the samples: column and row in turn
 * @param width of the picture in pixels
 */
export function fitPaper(rgb: Uint8Array, places: readonly number[], width: number): PaperPlane {
  let kept = places;
  let planes = startPlanes(rgb, places, width);
  for (let round = 0; round < ROUNDS; round++) {
    const distances = distancesTo(planes, rgb, places, width);
    const most = OUTLYING * Math.max(quantile(distances.slice(), 0.5), 0.5);
    kept = places.filter((_, i) => distances[i >> 1]! <= most);
    planes = [0, 1, 2].map((c) => fitChannel(rgb, kept, width, c)) as unknown as PaperPlane;
  }
  return planes;
}

/** @returns the paper's level there */
export function levelAt(plane: Plane, x: number, y: number): number {
  return plane[0] + plane[1] * x + plane[2] * y;
}

/** Even paper of the median colour. */
function startPlanes(rgb: Uint8Array, places: readonly number[], width: number): PaperPlane {
  return [0, 1, 2].map((c) => {
    const levels = new Float32Array(places.length / 2);
    for (let i = 0; i < levels.length; i++)
      levels[i] = rgb[3 * (places[2 * i + 1]! * width + places[2 * i]!) + c]!;
    return [quantile(levels, 0.5), 0, 0] as const;
  }) as unknown as PaperPlane;
}

function distancesTo(
  [red, green, blue]: PaperPlane,
  rgb: Uint8Array,
  places: readonly number[],
  width: number,
): Float32Array {
  const distances = new Float32Array(places.length / 2);
  for (let i = 0; i < distances.length; i++) {
    const x = places[2 * i]!;
    const y = places[2 * i + 1]!;
    const at = 3 * (y * width + x);
    distances[i] =
      Math.abs(rgb[at]! - levelAt(red, x, y)) +
      Math.abs(rgb[at + 1]! - levelAt(green, x, y)) +
      Math.abs(rgb[at + 2]! - levelAt(blue, x, y));
  }
  return distances;
}

/** Least squares, around the samples' middle so that the two slopes are all there is to solve. */
function fitChannel(rgb: Uint8Array, places: readonly number[], width: number, c: number): Plane {
  const count = Math.max(places.length / 2, 1);
  let [meanX, meanY, mean] = [0, 0, 0];
  for (let i = 0; i < places.length; i += 2) {
    meanX += places[i]! / count;
    meanY += places[i + 1]! / count;
    mean += rgb[3 * (places[i + 1]! * width + places[i]!) + c]! / count;
  }
  let [xx, xy, yy, xz, yz] = [0, 0, 0, 0, 0];
  for (let i = 0; i < places.length; i += 2) {
    const x = places[i]! - meanX;
    const y = places[i + 1]! - meanY;
    const z = rgb[3 * (places[i + 1]! * width + places[i]!) + c]! - mean;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xz += x * z;
    yz += y * z;
  }
  const determinant = xx * yy - xy * xy;
  if (determinant < 1e-6 * (xx + yy) ** 2) return [mean, 0, 0];
  const perColumn = (xz * yy - yz * xy) / determinant;
  const perRow = (yz * xx - xz * xy) / determinant;
  return [mean - perColumn * meanX - perRow * meanY, perColumn, perRow];
}
