import type { Raster } from '../../../src/image/raster';
import { LOOK_SIDE } from '../scenes/generator/scene';

/** Smallest deviation, in levels: a picture of which a tenth is one level brighter has 0.3. */
const LEAST_DEVIATION = 0.1;

/** A square part of a picture, which may reach beyond it, in pixels of the picture. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** What the network is shown: 64×64×3 numbers, row by row. */
export const LOOK_VALUES = LOOK_SIDE * LOOK_SIDE * 3;

/** @returns the smallest square with the whole picture in its middle */
export function wholeRegion({ width, height }: Pick<Raster, 'width' | 'height'>): Region {
  const side = Math.max(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/**
 * Scales a region to 64×64 and evens out its brightness: each colour less its mean, over the deviation of all. Pixels that become
 * fewer are averaged over their area; pixels that become more are interpolated. What lies beyond the picture is 0, as if it had
 * the mean colour.
 *
 * @param raster RGB
 * @param into receives 64×64×3 values
 */
export function look(raster: Raster, region: Region, into: Float32Array): void {
  const columns = weightsAlong(region.x, region.side, raster.width);
  const rows = weightsAlong(region.y, region.side, raster.height);
  scale(raster, columns, rows, into);
  evenOut(into, columns, rows);
}

/** For each of the 64 places along an axis: the picture's pixels and their shares; a count of 0 beyond the picture. */
interface Axis {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `LOOK_SIDE × most` shares. */
  readonly shares: Float32Array;
  readonly most: number;
}

function weightsAlong(start: number, length: number, pixels: number): Axis {
  const step = length / LOOK_SIDE;
  const most = Math.ceil(step) + 2;
  const axis = {
    first: new Int32Array(LOOK_SIDE),
    count: new Int32Array(LOOK_SIDE),
    shares: new Float32Array(LOOK_SIDE * most),
    most,
  };
  for (let place = 0; place < LOOK_SIDE; place++) {
    const middle = start + (place + 0.5) * step;
    if (middle < 0 || middle >= pixels) continue;
    if (step > 1) average(axis, place, middle - step / 2, middle + step / 2, pixels);
    else interpolate(axis, place, middle - 0.5, pixels);
  }
  return axis;
}

function average(axis: Axis, place: number, from: number, to: number, pixels: number): void {
  const first = Math.max(Math.floor(from), 0);
  const end = Math.min(Math.ceil(to), pixels);
  const covered = Math.min(to, pixels) - Math.max(from, 0);
  axis.first[place] = first;
  axis.count[place] = end - first;
  for (let i = first; i < end; i++) {
    axis.shares[place * axis.most + i - first] = (Math.min(i + 1, to) - Math.max(i, from)) / covered;
  }
}

/** @param at between the middles of two pixels, which are at whole numbers */
function interpolate(axis: Axis, place: number, at: number, pixels: number): void {
  const inside = Math.min(Math.max(at, 0), pixels - 1);
  const first = Math.min(Math.floor(inside), Math.max(pixels - 2, 0));
  axis.first[place] = first;
  axis.count[place] = Math.min(2, pixels);
  axis.shares[place * axis.most] = 1 - (inside - first);
  axis.shares[place * axis.most + 1] = inside - first;
}

function scale({ width, height, data }: Raster, columns: Axis, rows: Axis, into: Float32Array): void {
  into.fill(0);
  const line = new Float32Array(3 * LOOK_SIDE);
  const isUsed = usedRows(rows, height);
  for (let y = 0; y < height; y++) {
    if (isUsed[y] === 0) continue;
    squeezeRow(data, 3 * y * width, columns, line);
    for (let place = isUsed[y]! - 1; place < LOOK_SIDE; place++) {
      const offset = y - rows.first[place]!;
      if (rows.count[place] === 0) continue;
      if (offset < 0) break;
      if (offset >= rows.count[place]!) continue;
      const share = rows.shares[place * rows.most + offset]!;
      const to = 3 * LOOK_SIDE * place;
      for (let i = 0; i < line.length; i++) into[to + i]! += share * line[i]!;
    }
  }
}

/** For each of the picture's rows, 1 + the first place that it is seen in; 0 if it is not seen. */
function usedRows(rows: Axis, height: number): Uint8Array {
  const used = new Uint8Array(height);
  for (let place = LOOK_SIDE - 1; place >= 0; place--) {
    for (let i = 0; i < rows.count[place]!; i++) used[rows.first[place]! + i] = place + 1;
  }
  return used;
}

function squeezeRow(data: Uint8Array, start: number, columns: Axis, line: Float32Array): void {
  for (let place = 0; place < LOOK_SIDE; place++) {
    let [red, green, blue] = [0, 0, 0];
    const from = start + 3 * columns.first[place]!;
    for (let i = 0; i < columns.count[place]!; i++) {
      const share = columns.shares[place * columns.most + i]!;
      red += share * data[from + 3 * i]!;
      green += share * data[from + 3 * i + 1]!;
      blue += share * data[from + 3 * i + 2]!;
    }
    line[3 * place] = red;
    line[3 * place + 1] = green;
    line[3 * place + 2] = blue;
  }
}

function evenOut(into: Float32Array, columns: Axis, rows: Axis): void {
  const across = columns.count.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const down = rows.count.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const pixels = Math.max(across * down, 1);
  const mean = [0, 0, 0];
  for (let i = 0; i < LOOK_VALUES; i++) mean[i % 3]! += into[i]! / pixels;
  let squares = 0;
  for (let place = 0; place < LOOK_SIDE * LOOK_SIDE; place++) {
    const isSeen = columns.count[place % LOOK_SIDE]! > 0 && rows.count[Math.floor(place / LOOK_SIDE)]! > 0;
    for (let c = 0; c < 3; c++) {
      const value = isSeen ? into[3 * place + c]! - mean[c]! : 0;
      into[3 * place + c] = value;
      squares += value * value;
    }
  }
  const deviation = Math.max(Math.sqrt(squares / (3 * pixels)), LEAST_DEVIATION);
  for (let i = 0; i < LOOK_VALUES; i++) into[i]! /= deviation;
}
