import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussian, seededRandom } from '../../scripts/lib/random';
import type { Raster } from '../../src/image/raster';
import { composite } from '../../src/preprocess/composite';
import { findInkAxis, LUMA } from '../../src/preprocess/ink-axis';
import { reduce, reductionFactor } from '../../src/preprocess/reduce';
import { toGrey } from '../../src/preprocess/to-grey';
import { canvas, fillRect, recolour } from '../support/image/canvas';

const raster = (width: number, channels: 1 | 3 | 4, ...data: number[]): Raster => ({
  width,
  height: data.length / channels / width,
  channels,
  data: Uint8Array.from(data),
});

describe('reductionFactor()', () => {
  it('is 4 for 1000×600 at most 40,000 pixels', () => {
    expect(reductionFactor({ width: 1000, height: 600 }, 40_000)).toBe(4);
  });

  it('bounds the pixels of any window, strips included', () => {
    const sides = fc.integer({ min: 1, max: 8192 });
    fc.assert(
      fc.property(sides, sides, (width, height) => {
        const factor = reductionFactor({ width, height }, 36_000);
        expect(Math.ceil(width / factor) * Math.ceil(height / factor)).toBeLessThanOrEqual(36_000);
      }),
    );
  });
});

describe('reduce()', () => {
  it('takes the mean of each square, of cut ones too: 10, 20, 30, 50, 70 by 2 is 15, 40, 70', () => {
    const reduced = reduce(raster(5, 1, 10, 20, 30, 50, 70), { x: 0, y: 0, width: 5, height: 1 }, 2);
    expect([...reduced.data]).toEqual([15, 40, 70]);
  });

  it('weighs colours by alpha: the colour of what cannot be seen does not count', () => {
    const source = raster(2, 4, 200, 100, 0, 255, 7, 7, 7, 0);
    expect([...reduce(source, { x: 0, y: 0, width: 2, height: 1 }, 2).data]).toEqual([200, 100, 0, 128]);
  });

  it('copies a window without reducing it', () => {
    const source = raster(3, 1, 1, 2, 3, 4, 5, 6);
    expect([...reduce(source, { x: 1, y: 0, width: 2, height: 2 }, 1).data]).toEqual([2, 3, 5, 6]);
  });

  it('returns the raster itself if there is nothing to do', () => {
    const source = raster(3, 1, 1, 2, 3);
    expect(reduce(source, { x: 0, y: 0, width: 3, height: 1 }, 1)).toBe(source);
  });
});

describe('composite()', () => {
  it('lays black ink at alpha 51 on white paper: 204', () => {
    const { data } = composite(raster(3, 4, 0, 0, 0, 51, 0, 0, 0, 0, 0, 0, 0, 0));
    expect([...data]).toEqual([204, 204, 204, 255, 255, 255, 255, 255, 255]);
  });

  it('lays white ink on black paper', () => {
    const { data } = composite(raster(3, 4, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0));
    expect([...data]).toEqual([255, 255, 255, 0, 0, 0, 0, 0, 0]);
  });

  const [ink, hole] = [
    [0, 0, 0, 255],
    [9, 9, 9, 0],
  ] as const;
  const red = (rgb: Raster) => [...rgb.data].filter((_, i) => i % 3 === 0);

  it('shows a hole in an opaque picture as a browser does, on white', () => {
    const rows = [ink, ink, ink, ink, hole, ink, ink, ink, ink];
    expect(red(composite(raster(3, 4, ...rows.flat())))).toEqual([0, 0, 0, 0, 255, 0, 0, 0, 0]);
  });

  it('gives what is around an opaque sheet the colour of the sheet, and a hole in it white', () => {
    const row = [hole, ...new Array(5).fill(ink)];
    const holed = [hole, ink, ink, hole, ink, ink];
    const picture = composite(raster(6, 4, ...[row, row, holed, row, row].flat(2)));
    expect(red(picture)).toEqual([...new Array(15).fill(0), 255, ...new Array(14).fill(0)]);
  });
});

describe('findInkAxis()', () => {
  const stroke = fillRect(canvas(48, 48, 0), 20, 8, 6, 32, 1);
  const coloured = (paper: number[], ink: number[]): Raster => recolour(stroke, 3, (v) => (v ? ink : paper));

  it('keeps luma for black ink on coloured paper', () => {
    expect(findInkAxis(coloured([250, 220, 180], [20, 20, 40]))).toBe(LUMA);
  });

  it('separates red from green of equal luma along (0.66, −0.34, 0)', () => {
    const axis = findInkAxis(coloured([0, 130, 0], [255, 0, 0]));
    expect(axis[0]).toBeCloseTo(0.66, 2);
    expect(axis[1]).toBeCloseTo(-0.34, 2);
    expect(axis[2]).toBeCloseTo(0, 2);
  });

  it('separates them through noise that is stronger than their difference in luma', () => {
    const random = seededRandom(3);
    const { data, ...picture } = coloured([90, 150, 90], [150, 110, 120]);
    const noisy = data.map((level) => level + 20 * gaussian(random));
    expect(findInkAxis({ ...picture, data: noisy })[0]).toBeGreaterThan(0);
    expect(findInkAxis({ ...picture, data: noisy })[1]).toBeLessThan(0);
  });

  it('separates them where the light falls off by more than their difference in luma', () => {
    const { data, ...picture } = coloured([0, 130, 0], [255, 0, 0]);
    const shaded = data.map((level, i) => level * (1 - (0.7 * (Math.floor(i / 3) % 48)) / 48));
    expect(findInkAxis({ ...picture, data: shaded })[1]).toBeLessThan(0);
  });

  it('keeps luma in nothing but noise', () => {
    const random = seededRandom(4);
    const noise = recolour(canvas(60, 60, 0), 3, () => [0, 0, 0].map(() => 128 + 20 * gaussian(random)));
    expect(findInkAxis(noise)).toBe(LUMA);
  });

  it('keeps luma where all is one colour', () => {
    expect(findInkAxis(coloured([9, 9, 9], [9, 9, 9]))).toBe(LUMA);
  });
});

describe('toGrey()', () => {
  it('weighs red, green and blue by luma', () => {
    const { data } = toGrey(raster(3, 3, 255, 0, 0, 0, 255, 0, 0, 0, 255), LUMA);
    expect([...data].map(Math.round)).toEqual([76, 150, 29]);
  });

  it('shifts levels so that negative weights keep them above 0', () => {
    expect([...toGrey(raster(1, 3, 100, 50, 0), [0.5, -0.5, 0]).data]).toEqual([152.5]);
  });
});
