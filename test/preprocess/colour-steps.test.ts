import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/image/raster';
import { composite } from '../../src/preprocess/composite';
import { reduce } from '../../src/preprocess/reduce';

const raster = (width: number, channels: 1 | 3 | 4, ...data: number[]): Raster => ({
  width,
  height: data.length / channels / width,
  channels,
  data: Uint8Array.from(data),
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
