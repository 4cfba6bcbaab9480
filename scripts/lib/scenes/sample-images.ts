import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { distanceTo, type Stroke } from '../../../src/inference/draw-strokes';

/** A grey picture, one byte a pixel. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Corners of a 7 as one stroke, in pixels of a 28×28 picture, x then y. */
const SEVEN: Stroke = [
  [6, 7],
  [21, 7],
  [13, 23],
];
/** Half the width of a pen's stroke at 28×28. */
const PEN_RADIUS = 1.3;

/**
 * Draws a 7 of two pen strokes, smooth at any size, as MNIST would show it: white on black.
 * @param side width and height in pixels
 */
export function drawSeven(side: number): GreyPicture {
  const data = new Uint8Array(side * side);
  const scale = 28 / side;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const distance = distanceTo(SEVEN, (x + 0.5) * scale, (y + 0.5) * scale);
      data[y * side + x] = 255 * Math.min(1, Math.max(0, PEN_RADIUS + 0.5 - distance));
    }
  }
  return { width: side, height: side, data };
}

/** A seven of two bars, as an image of MNIST: 784 bytes, white on black. */
export const BAR_SEVEN = Uint8Array.from({ length: 784 }, (_, i) => {
  const [x, y] = [i % 28, Math.floor(i / 28)];
  const isBar = x >= 8 && x < 20 && y >= 4 && y < 7;
  const isStem = x >= 17 && x < 20 && y >= 7 && y < 24;
  return isBar || isStem ? 255 : 0;
});

/** Turns it into dark ink on paper that is a little uneven, as a scanner sees it. */
export function onPaper({ width, height, data }: GreyPicture): GreyPicture {
  const paper = data.map((ink, i) => 235 - Math.round((ink * 190) / 255) + ((i * 7919) % 13));
  return { width, height, data: paper };
}

/** Lays it near a corner of a dark table that is three times as wide and high. */
export function onTable({ width, height, data }: GreyPicture): GreyPicture {
  const table = new Uint8Array(9 * width * height).map((_, i) => 70 + ((i * 7919) % 31));
  const [left, top] = [Math.floor(width / 4), Math.floor(height / 2)];
  for (let y = 0; y < height; y++) {
    table.set(data.subarray(y * width, (y + 1) * width), (top + y) * 3 * width + left);
  }
  return { width: 3 * width, height: 3 * height, data: table };
}

/** Puts a picture beside itself. */
export function twice({ width, height, data }: GreyPicture): GreyPicture {
  const rows = Array.from({ length: height }, (_, y) => data.subarray(y * width, (y + 1) * width));
  return { width: 2 * width, height, data: Buffer.concat(rows.flatMap((row) => [row, row])) };
}

/** Encodes as an 8-bit grey PNG. */
export function toPng({ width, height, data }: GreyPicture): Uint8Array<ArrayBuffer> {
  const png = new PNG({ width, height });
  png.data = toRgba(data);
  return new Uint8Array(PNG.sync.write(png, { colorType: 0 }));
}

/** Encodes as a baseline colour JPEG of quality 90. */
export function toJpeg({ width, height, data }: GreyPicture): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encodeJpeg({ width, height, data: toRgba(data) }, 90).data);
}

function toRgba(grey: Uint8Array): Buffer {
  const rgba = Buffer.alloc(grey.length * 4, 255);
  grey.forEach((level, i) => {
    rgba.fill(level, i * 4, i * 4 + 3);
  });
  return rgba;
}
