import type { Raster } from '../image/raster';
import { LOOK_SIDE } from './look-box';

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

/** @returns pixels per side of what the network was shown */
export function sideOf(seen: Float32Array): number {
  return Math.sqrt(seen.length / 3);
}

/** @returns the smallest square with the whole picture in its middle */
export function wholeRegion({ width, height }: Pick<Raster, 'width' | 'height'>): Region {
  const side = Math.max(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/**
 * Scales a region to 64×64, or fewer, and evens out its brightness: each colour less its mean, over the deviation of all. Pixels that become
 * fewer are averaged over their area; pixels that become more are interpolated. What lies beyond the picture is 0, as if it had
 * the mean colour.
 *
 * @param raster grey or RGB; grey is shown as the same level of each colour
 * @param into receives 64×64×3 values, or as many as there is room for
 */
export function look(raster: Raster, region: Region, into: Float32Array): void {
  const places = sideOf(into);
  const columns = weightsAlong(region.x, region.side, raster.width, places);
  const rows = weightsAlong(region.y, region.side, raster.height, places);
  evenOut(scale(raster, columns, rows), raster.channels, columns, rows, into);
}

/** For each of the places along an axis: the picture's pixels and their shares; a count of 0 beyond the picture. */
interface Axis {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `places × most` shares. */
  readonly shares: Float32Array;
  readonly most: number;
}

function weightsAlong(start: number, length: number, pixels: number, places: number): Axis {
  const step = length / places;
  const most = Math.ceil(step) + 2;
  const axis = {
    first: new Int32Array(places),
    count: new Int32Array(places),
    shares: new Float32Array(places * most),
    most,
  };
  for (let place = 0; place < places; place++) {
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

/** @returns places of as many channels as the picture has; 0 beyond the picture */
function scale({ width, height, channels, data }: Raster, columns: Axis, rows: Axis): Float32Array {
  const places = rows.count.length;
  const scaled = new Float32Array(places * places * channels);
  const line = new Float32Array(places * channels);
  const { first, count, shares, most } = rows;
  const firstPlaces = firstPlacesOf(rows, height);
  for (let y = 0; y < height; y++) {
    if (firstPlaces[y] === 0) continue;
    squeezeRow(data, channels * y * width, columns, line);
    for (let place = firstPlaces[y]! - 1; place < places; place++) {
      if (count[place] === 0) continue;
      const offset = y - first[place]!;
      if (offset < 0) break;
      if (offset >= count[place]!) continue;
      addTo(scaled, place * line.length, line, shares[place * most + offset]!);
    }
  }
  return scaled;
}

function addTo(sums: Float32Array, start: number, line: Float32Array, share: number): void {
  for (let i = 0; i < line.length; i++) sums[start + i] = sums[start + i]! + share * line[i]!;
}

/** For each of the picture's rows, 1 + the first place that it is seen in; 0 if it is not seen. */
function firstPlacesOf(rows: Axis, height: number): Uint8Array {
  const first = new Uint8Array(height);
  for (let place = rows.count.length - 1; place >= 0; place--) {
    for (let i = 0; i < rows.count[place]!; i++) first[rows.first[place]! + i] = place + 1;
  }
  return first;
}

/** A row, which begins at `start`, of as many channels as the line has. */
function squeezeRow(data: Uint8Array, start: number, columns: Axis, line: Float32Array): void {
  if (line.length === columns.first.length) squeezeGrey(data, start, columns, line);
  else squeezeColours(data, start, columns, line);
}

function squeezeGrey(
  data: Uint8Array,
  start: number,
  { first, count, shares, most }: Axis,
  line: Float32Array,
): void {
  for (let place = 0; place < first.length; place++) {
    let share = place * most;
    const end = share + count[place]!;
    let sum = 0;
    for (let at = start + first[place]!; share < end; share++, at++) sum += shares[share]! * data[at]!;
    line[place] = sum;
  }
}

/** All three in one pass: each share is read once. */
function squeezeColours(
  data: Uint8Array,
  start: number,
  { first, count, shares, most }: Axis,
  line: Float32Array,
): void {
  for (let place = 0; place < first.length; place++) {
    let share = place * most;
    const end = share + count[place]!;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let at = start + 3 * first[place]!; share < end; share++, at += 3) {
      const part = shares[share]!;
      red += part * data[at]!;
      green += part * data[at + 1]!;
      blue += part * data[at + 2]!;
    }
    line[3 * place] = red;
    line[3 * place + 1] = green;
    line[3 * place + 2] = blue;
  }
}

function evenOut(
  scaled: Float32Array,
  channels: number,
  columns: Axis,
  rows: Axis,
  into: Float32Array,
): void {
  const places = seenPlaces(columns, rows);
  const mean = new Float64Array(channels);
  let squares = 0;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let i = 0; i < places.length; i++) sum += scaled[places[i]! * channels + c]!;
    mean[c] = sum / places.length;
    for (let i = 0; i < places.length; i++) squares += (scaled[places[i]! * channels + c]! - mean[c]!) ** 2;
  }
  const deviation = Math.max(Math.sqrt(squares / (channels * places.length)), LEAST_DEVIATION);
  into.fill(0);
  for (let c = 0; c < 3; c++) {
    const channel = c % channels;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      into[3 * place + c] = (scaled[place * channels + channel]! - mean[channel]!) / deviation;
    }
  }
}

/** Indexes of the places that show a part of the picture. */
function seenPlaces(columns: Axis, rows: Axis): Uint16Array {
  const places = rows.count.length;
  const seen = new Uint16Array(places * places);
  let count = 0;
  for (let y = 0; y < places; y++) {
    if (rows.count[y] === 0) continue;
    for (let x = 0; x < places; x++) if (columns.count[x]! > 0) seen[count++] = y * places + x;
  }
  return seen.subarray(0, count);
}
