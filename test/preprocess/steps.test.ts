import { describe, expect, it } from 'vitest';
import { strokeWidth } from '../../src/preprocess/features';
import { boxOf, centreOfMass } from '../../src/preprocess/ink-geometry';
import { otsu } from '../../src/preprocess/otsu';
import { place } from '../../src/preprocess/place';
import { toGrey } from '../../src/preprocess/to-grey';

describe('toGrey()', () => {
  it('weighs red, green and blue by luma', () => {
    const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
    const { data: grey } = toGrey({ width: 3, height: 1, channels: 3, data });
    expect([...grey].map(Math.round)).toEqual([76, 150, 29]);
  });

  it('lays 20 % of black ink on white paper: 204', () => {
    const data = Uint8Array.of(0, 0, 0, 51, 0, 0, 0, 0);
    expect([...toGrey({ width: 2, height: 1, channels: 4, data }).data]).toEqual([204, 255]);
  });
});

describe('otsu()', () => {
  it('parts four pixels of 10 and two of 200 at 10', () => {
    const histogram = new Uint32Array(256);
    histogram[10] = 4;
    histogram[200] = 2;
    expect(otsu(histogram)).toEqual({ threshold: 10, low: 10, high: 200 });
  });

  it('gives both classes the same mean when there is one level', () => {
    const histogram = new Uint32Array(256);
    histogram[77] = 9;
    expect(otsu(histogram)).toEqual({ threshold: 77, low: 77, high: 77 });
  });
});

describe('boxOf() and centreOfMass()', () => {
  const ink = { width: 4, height: 3, data: Float32Array.of(0, 9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0) };

  it('find the two pixels of the example', () => {
    const box = boxOf(ink, 0);
    expect(box).toEqual({ x: 1, y: 0, width: 2, height: 2 });
    expect(centreOfMass(ink, box!)).toEqual({ x: 2, y: 1 });
  });

  it('boxOf() is null when nothing is above the level', () => {
    expect(boxOf(ink, 9)).toBeNull();
  });
});

describe('place()', () => {
  it('halves a solid box of 40×10 and keeps its mass', () => {
    const data = new Float32Array(60 * 30);
    for (let y = 5; y < 15; y++) data.fill(1, y * 60 + 7, y * 60 + 47);
    const placed = place({ width: 60, height: 30, data }, { x: 7, y: 5, width: 40, height: 10 });
    expect(placed.reduce((a, b) => a + b)).toBeCloseTo(20 * 5, 3);
    const row = [...placed.subarray(14 * 28, 15 * 28)].map((v) => Math.round(v * 10) / 10);
    expect(row).toEqual([0, 0, 0, 0, 0.5, ...Array(19).fill(1), 0.5, 0, 0, 0]);
  });

  it('keeps the box inside the image when its mass is all at one end', () => {
    const data = new Float32Array(20).fill(0.01);
    data[0] = 1;
    const placed = place({ width: 20, height: 1, data }, { x: 0, y: 0, width: 20, height: 1 });
    expect(placed.reduce((a, b) => a + b)).toBeCloseTo(1.19, 4);
  });
});

describe('strokeWidth()', () => {
  it('measures 2.6 on a bar of 3×20', () => {
    const pixels = new Float32Array(784);
    for (let y = 4; y < 24; y++) pixels.fill(1, y * 28 + 12, y * 28 + 15);
    expect(strokeWidth(pixels)).toBeCloseTo(2.6, 1);
  });

  it('is 0 without ink', () => {
    expect(strokeWidth(new Float32Array(784))).toBe(0);
  });
});
