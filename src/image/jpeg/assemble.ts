import type { Steps } from '../../steps';
import { freeMemory } from '../free-memory';
import type { Raster } from '../raster';
import type { ColourModel } from './colour-model';
import type { Component, Plane } from './component';
import type { Frame } from './frame';

/** Microseconds to convert a pixel to RGB. */
const PIXEL_COST = 0.01;

/**
 * Assembles the planes of a frame: cropped to the picture, scaled to one size, converted. The planes are freed
 * afterwards, or become the raster.
 *
 * @param frame header of the frame
 * @param model what the components mean
 * @param components the needed ones, all with planes of the same scale
 * @returns brightness if one component was decoded, otherwise RGB
 */
export function* assemble(frame: Frame, model: ColourModel, components: readonly Component[]): Steps<Raster> {
  const { points } = components[0]!.plane!;
  const width = Math.ceil((frame.width * points) / 8);
  const height = Math.ceil((frame.height * points) / 8);
  const [first] = components;
  if (components.length === 1 && isFullSize(frame, first!)) return crop(first!.plane!, width, height);
  const rows = components.map((component) => createRowReader(frame, component, width));
  const raster =
    rows.length === 1
      ? assembleGrey(width, height, rows[0]!)
      : yield* assembleRgb(width, height, model, rows);
  for (const { plane } of components) freeMemory(plane!.data);
  return raster;
}

function* assembleRgb(
  width: number,
  height: number,
  model: ColourModel,
  rows: readonly RowReader[],
): Steps<Raster> {
  const convert = CONVERTERS[model];
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    const lines = rows.map((row) => row(y));
    for (let x = 0; x < width; x++, to += 3) {
      convert(lines[0]![x]!, lines[1]![x]!, lines[2]![x]!, lines[3]?.[x] ?? 0, data, to);
    }
    yield width * PIXEL_COST;
  }
  return { width, height, channels: 3, data: new Uint8Array(data.buffer) };
}

/** Closes the gaps between the rows of a plane, in place: the plane is no longer needed. */
function crop({ data, stride }: Plane, width: number, height: number): Raster {
  for (let y = 1; y < height; y++) data.copyWithin(y * width, y * stride, y * stride + width);
  return { width, height, channels: 1, data: new Uint8Array(data.buffer, 0, width * height) };
}

function assembleGrey(width: number, height: number, row: RowReader): Raster {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) data.set(row(y), y * width);
  return { width, height, channels: 1, data };
}

function isFullSize({ maxHorizontal, maxVertical }: Frame, { frame }: Component): boolean {
  return frame.horizontal === maxHorizontal && frame.vertical === maxVertical;
}

/** Returns a row of the picture; the array is reused. */
type RowReader = (y: number) => Uint8Array;

/** Subsampled components are upsampled by repetition: cameras never subsample brightness. */
function createRowReader(frame: Frame, component: Component, width: number): RowReader {
  const { horizontal, vertical } = component.frame;
  const { stride, data } = component.plane as Plane;
  const bytes = new Uint8Array(data.buffer);
  const rowStart = (y: number) => Math.floor((y * vertical) / frame.maxVertical) * stride;
  if (horizontal === frame.maxHorizontal) {
    return (y) => bytes.subarray(rowStart(y), rowStart(y) + width);
  }
  const columns = Int32Array.from({ length: width }, (_, x) =>
    Math.floor((x * horizontal) / frame.maxHorizontal),
  );
  const line = new Uint8Array(width);
  return (y) => {
    const start = rowStart(y);
    for (let x = 0; x < width; x++) line[x] = bytes[start + columns[x]!]!;
    return line;
  };
}

/** Converts one pixel to RGB; the target array clamps. */
type Converter = (a: number, b: number, c: number, d: number, target: Uint8ClampedArray, at: number) => void;

const CONVERTERS: Record<ColourModel, Converter> = {
  grey: (y, _b, _c, _d, target, at) => setRgb(target, at, y, y, y),
  // JFIF 1.02, p. 3.
  ycc: (y, cb, cr, _d, target, at) => {
    const blueDifference = cb - 128;
    const redDifference = cr - 128;
    setRgb(
      target,
      at,
      y + 1.402 * redDifference,
      y - 0.344136 * blueDifference - 0.714136 * redDifference,
      y + 1.772 * blueDifference,
    );
  },
  rgb: (red, green, blue, _d, target, at) => setRgb(target, at, red, green, blue),
  cmyk: (c, m, y, k, target, at) => multiplyInk(255 - c, 255 - m, 255 - y, 255 - k, target, at),
  'inverted-cmyk': (c, m, y, k, target, at) => multiplyInk(c, m, y, k, target, at),
  // YCCK is YCbCr of the inverse of CMY; stored inverted, it is turned back here.
  'inverted-ycck': (y, cb, cr, k, target, at) => {
    CONVERTERS.ycc(y, cb, cr, 0, target, at);
    multiplyInk(255 - target[at]!, 255 - target[at + 1]!, 255 - target[at + 2]!, k, target, at);
  },
};

/** Light that passes an ink and then black: both from 0 (none) to 255 (all). */
function multiplyInk(
  red: number,
  green: number,
  blue: number,
  black: number,
  target: Uint8ClampedArray,
  at: number,
): void {
  setRgb(target, at, (red * black) / 255, (green * black) / 255, (blue * black) / 255);
}

function setRgb(target: Uint8ClampedArray, at: number, red: number, green: number, blue: number): void {
  target[at] = red;
  target[at + 1] = green;
  target[at + 2] = blue;
}
