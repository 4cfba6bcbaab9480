/** Tables of the JPEG standard's annex K for brightness and colour, row by row. */
// biome-ignore format: a table
const BRIGHTNESS = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
// biome-ignore format: a table
const COLOUR = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  ...Array<number>(32).fill(99),
];
const SIDE = 8;
/** `COSINES[8 k + i]` is what sample i adds to frequency k. */
const COSINES = Float32Array.from({ length: SIDE * SIDE }, (_, at) => {
  const [k, i] = [Math.floor(at / SIDE), at % SIDE];
  return Math.cos(((2 * i + 1) * k * Math.PI) / 16) * (k === 0 ? Math.SQRT1_2 : 1) * 0.5;
});
const block = new Float32Array(SIDE * SIDE);
const half = new Float32Array(SIDE * SIDE);

/**
 * Leaves in a picture what JPEG of a low quality leaves: blocks of 8×8 with few frequencies each. Columns and rows
 * after the last whole block stay as they are.
 *
 * @param rgb levels of 0 to 255, changed in place
 * @param quality 1 to 100, as libjpeg counts it
 */
export function leaveJpegBlocks(rgb: Float32Array, width: number, height: number, quality: number): void {
  toYcc(rgb, 3 * width * height);
  const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  for (let channel = 0; channel < 3; channel++) {
    const table = channel === 0 ? BRIGHTNESS : COLOUR;
    for (let y = 0; y + SIDE <= height; y += SIDE) {
      for (let x = 0; x + SIDE <= width; x += SIDE) {
        roundBlock(rgb, 3 * (y * width + x) + channel, 3 * width, table, scale);
      }
    }
  }
  toRgb(rgb, 3 * width * height);
}

function roundBlock(
  rgb: Float32Array,
  start: number,
  stride: number,
  table: readonly number[],
  scale: number,
): void {
  for (let i = 0; i < 64; i++) block[i] = rgb[start + (i >> 3) * stride + 3 * (i & 7)]!;
  transform(block, half, false);
  transform(half, block, false);
  for (let i = 0; i < 64; i++) {
    const step = Math.max(1, table[i]! * scale);
    block[i] = Math.round(block[i]! / step) * step;
  }
  transform(block, half, true);
  transform(half, block, true);
  for (let i = 0; i < 64; i++) rgb[start + (i >> 3) * stride + 3 * (i & 7)] = block[i]!;
}

/** The cosine transform of the rows of `from`, or its inverse, written to the columns of `to`. */
function transform(from: Float32Array, to: Float32Array, inverse: boolean): void {
  for (let row = 0; row < SIDE; row++) {
    for (let k = 0; k < SIDE; k++) {
      let sum = 0;
      for (let i = 0; i < SIDE; i++) {
        sum += from[SIDE * row + i]! * (inverse ? COSINES[SIDE * i + k]! : COSINES[SIDE * k + i]!);
      }
      to[SIDE * k + row] = sum;
    }
  }
}

function toYcc(rgb: Float32Array, length: number): void {
  for (let i = 0; i < length; i += 3) {
    const [r, g, b] = [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    rgb[i] = y - 128;
    rgb[i + 1] = (b - y) / 1.772;
    rgb[i + 2] = (r - y) / 1.402;
  }
}

function toRgb(ycc: Float32Array, length: number): void {
  for (let i = 0; i < length; i += 3) {
    const y = ycc[i]! + 128;
    const [cb, cr] = [ycc[i + 1]!, ycc[i + 2]!];
    ycc[i] = y + 1.402 * cr;
    ycc[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    ycc[i + 2] = y + 1.772 * cb;
  }
}
