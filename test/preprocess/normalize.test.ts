import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/image/raster';
import { centreOfMass } from '../../src/preprocess/ink-geometry';
import { normalize } from '../../src/preprocess/normalize';
import { canvas, fillRect, recolour } from '../support/image/canvas';

describe('normalize() on what already is an MNIST image', () => {
  it('gives the same for grey, RGB and opaque RGBA', () => {
    const grey = fillRect(canvas(28, 28, 0), 12, 4, 4, 20, 255);
    const rgb = recolour(grey, 3, (v) => [v, v, v]);
    const rgba = recolour(grey, 4, (v) => [v, v, v, 255]);

    const expected = Float32Array.from(grey.data, (v) => v / 255);
    for (const raster of [grey, rgb, rgba]) expect(normalize(raster).pixels).toEqual(expected);
  });

  it.each([
    ['off the centre', fillRect(canvas(28, 28, 0), 2, 4, 4, 20, 255)],
    ['too large', fillRect(canvas(28, 28, 0), 12, 1, 4, 26, 255)],
    ['too small', fillRect(canvas(28, 28, 0), 13, 8, 2, 12, 255)],
    ['black on white', fillRect(canvas(28, 28, 255), 12, 4, 4, 20, 0)],
    ['on paper that is not quite black', fillRect(canvas(28, 28, 3), 12, 4, 4, 20, 255)],
  ])('moves a 28×28 drawing that is %s into place', (_, raster) => {
    const { pixels } = normalize(raster);
    expect(inkExtent(pixels)).toBeGreaterThanOrEqual(19);
    expect(inkExtent(pixels)).toBeLessThanOrEqual(21);
  });
});

describe('normalize() on other pictures', () => {
  const strokes = (paper: number, ink: number, width = 120, height = 90) =>
    fillRect(fillRect(canvas(width, height, paper), 30, 20, 8, 50, ink), 30, 62, 34, 8, ink);

  it('gives the same for dark on light and light on dark', () => {
    const dark = normalize(strokes(255, 0));
    const light = normalize(strokes(0, 255));
    expect(dark.polarity).toBe('dark_on_light');
    expect(light.polarity).toBe('light_on_dark');
    expect(maxDifference(dark.pixels, light.pixels)).toBeLessThan(1e-6);
  });

  it('puts the centre of mass on the middle of pixel (14, 14) and the longer side to 20 pixels', () => {
    const { pixels } = normalize(strokes(240, 30));
    const ink = { width: 28, height: 28, data: pixels };
    const centre = centreOfMass(ink, { x: 0, y: 0, width: 28, height: 28 });
    expect(centre.x).toBeCloseTo(14.5, 1);
    expect(centre.y).toBeCloseTo(14.5, 1);
    expect(inkExtent(pixels)).toBeGreaterThanOrEqual(20);
    expect(inkExtent(pixels)).toBeLessThanOrEqual(22);
  });

  it('reports the box of the ink in pixels of the source', () => {
    expect(normalize(strokes(255, 0)).crop).toEqual({ x: 30, y: 20, width: 34, height: 50 });
  });

  it('says blank of a single colour and no_contrast of differences too small for ink', () => {
    expect(normalize(canvas(50, 40, 200)).emptiness).toBe('blank');
    expect(normalize(fillRect(canvas(50, 40, 200), 10, 10, 5, 20, 198)).emptiness).toBe('no_contrast');
    expect(normalize(strokes(255, 0)).emptiness).toBeNull();
  });

  it('reads ink on a transparent background, black or white', () => {
    const opaque = strokes(255, 0);
    const expected = normalize(opaque).pixels;
    for (const level of [0, 255]) {
      const raster = recolour(opaque, 4, (v) => [level, level, level, 255 - v]);
      expect(maxDifference(normalize(raster).pixels, expected)).toBeLessThan(1e-6);
    }
  });

  it.each([
    ['black', 0, 1],
    ['dark blue', 40, 1],
    ['grey', 200, 1],
    ['black of 80 % opacity', 0, 0.8],
  ])('reads a digit cut out of %s as the same digit in white on it', (_, level, opacity) => {
    const expected = normalize(strokes(0, 255)).pixels;
    const holed = recolour(strokes(0, 255), 4, (v) => [level, level, level, (255 - v) * opacity]);
    expect(maxDifference(normalize(holed).pixels, expected)).toBeLessThan(0.05);
  });

  it('says blank of one colour with round corners, whatever is around it', () => {
    const sheet = recolour(canvas(50, 40, 0), 4, () => [0, 0, 0, 255]);
    for (const [x, y] of [
      [0, 0],
      [49, 0],
      [0, 39],
      [49, 39],
    ] as const) {
      sheet.data[4 * (y * 50 + x) + 3] = 0;
    }
    expect(normalize(sheet).emptiness).toBe('blank');
  });

  it('finds a bar from 6 pixels on, wherever it lies on a large canvas and however little is left of it reduced', () => {
    const bars = fc
      .record({
        side: fc.integer({ min: 200, max: 600 }),
        width: fc.integer({ min: 6, max: 40 }),
        height: fc.integer({ min: 6, max: 40 }),
      })
      .chain(({ side, width, height }) =>
        fc.record({
          side: fc.constant(side),
          bar: fc.record({
            x: fc.integer({ min: 50, max: side - 50 - width }),
            y: fc.integer({ min: 50, max: side - 50 - height }),
            width: fc.constant(width),
            height: fc.constant(height),
          }),
        }),
      );
    fc.assert(
      fc.property(bars, ({ side, bar }) => {
        const { crop } = normalize(
          fillRect(canvas(side, side, 230), bar.x, bar.y, bar.width, bar.height, 40),
        );
        const offsets = [
          crop.x - bar.x,
          crop.y - bar.y,
          crop.x + crop.width - bar.x - bar.width,
          crop.y + crop.height - bar.y - bar.height,
        ];
        expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(2);
      }),
      { examples: [[{ side: 400, bar: { x: 200, y: 200, width: 6, height: 12 } }]] },
    );
  });

  it('gives 784 values from 0 to 1 for any raster', () => {
    const rasters = fc
      .record({
        width: fc.integer({ min: 1, max: 40 }),
        height: fc.integer({ min: 1, max: 40 }),
        channels: fc.constantFrom<1 | 3 | 4>(1, 3, 4),
      })
      .chain(({ width, height, channels }) => {
        const minLength = width * height * channels;
        return fc
          .uint8Array({ minLength, maxLength: minLength })
          .map((data): Raster => ({ width, height, channels, data }));
      });
    fc.assert(
      fc.property(rasters, (raster) => {
        const { pixels, features } = normalize(raster);
        expect(pixels.length).toBe(784);
        expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(Object.values(features).every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

/** Longer side, in pixels, of what is at least 10 % ink. */
function inkExtent(pixels: Float32Array): number {
  const xs: number[] = [];
  const ys: number[] = [];
  pixels.forEach((value, i) => {
    if (value < 0.1) return;
    xs.push(i % 28);
    ys.push(Math.floor(i / 28));
  });
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) + 1;
}

function maxDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
