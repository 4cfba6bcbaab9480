import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/lib/random';
import { cropToMnist } from '../../src/eye/crop-to-mnist';
import { overlap } from '../../src/eye/eye-map';
import type { Raster } from '../../src/image/raster';

type Colour = readonly [number, number, number];

/** A 7 of even strokes, 24 pixels wide and 40 high, with its upper left corner at (20, 15) of 70×75. */
const BOX = { x: 20, y: 15, width: 24, height: 40 };
const isInk = (x: number, y: number) =>
  x >= 20 && x < 44 && y >= 15 && y < 55 && (y < 20 || Math.abs(x - 41 + 0.35 * (y - 17)) < 2.5);

function picture(ink: Colour, paper: Colour | ((x: number, y: number) => Colour), noise = 0): Raster {
  const random = seededRandom(8);
  const data = new Uint8Array(3 * 70 * 75);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % 70, Math.floor(i / 210)];
    const [level, ground] = [ink[i % 3]!, typeof paper === 'function' ? paper(x, y)[i % 3]! : paper[i % 3]!];
    data[i] = (isInk(x, y) ? level : ground) + noise * (random() - 0.5);
  }
  return { width: 70, height: 75, channels: 3, data };
}

const BLACK: Colour = [10, 10, 10];
const WHITE: Colour = [240, 240, 240];
const SHADE: Colour = [150, 150, 150];
const pixelsOf = (...crop: Parameters<typeof cropToMnist>) => cropToMnist(...crop).pixels;
const plain = pixelsOf(picture(BLACK, WHITE), BOX);
const difference = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) /
  one.reduce((sum, value) => sum + value, 0);

describe('cropToMnist()', () => {
  it('places ink as MNIST does: 20 pixels high, white on black, its mass in the middle', () => {
    const rows = Array.from({ length: 28 }, (_, y) => Math.max(...plain.subarray(28 * y, 28 * y + 28)));
    expect(rows.filter((most) => most > 0.5)).toHaveLength(20);
    const mass = plain.reduce((sum, value) => sum + value, 0);
    const middle = (at: (i: number) => number) =>
      plain.reduce((sum, value, i) => sum + value * (at(i) + 0.5), 0) / mass;
    expect(middle((i) => i % 28)).toBeCloseTo(14.5, 1);
    expect(Math.max(...plain)).toBe(1);
  });

  it.each<[string, Raster]>([
    ['a negative', picture(WHITE, BLACK)],
    ['faint ink', picture([120, 120, 120], [130, 130, 130])],
    ['ink as bright as the paper, of another hue', picture([200, 60, 60], [60, 131, 60])],
    ['paper in a gradient of light', picture(BLACK, (x, y) => [250 - 2 * x, 250 - 2 * x, 245 - y])],
    ['a noisy picture', picture(BLACK, WHITE, 20)],
    ['a sheet that ends beside it', picture(BLACK, (_, y) => (y > 60 ? [150, 110, 70] : WHITE))],
    ['paper with a pale grid', picture(BLACK, (x, y) => (x % 12 === 0 || y % 12 === 0 ? SHADE : WHITE))],
  ])('gives the same for %s', (_, raster) => {
    expect(difference(pixelsOf(raster, BOX), plain)).toBeLessThan(0.12);
  });

  it.each<[string, Raster]>([
    ['ends across the digit', picture(BLACK, (x, y) => (x + y < 75 ? WHITE : SHADE))],
    ['takes most of it', picture(BLACK, (x) => (x < 31 ? WHITE : SHADE))],
    ['takes its lower half', picture(BLACK, (_, y) => (y < 34 ? WHITE : SHADE))],
  ])('finds the strokes, paler in the shade, where a shadow %s', (_, raster) => {
    expect(difference(pixelsOf(raster, BOX), plain)).toBeLessThan(0.4);
  });

  it('does not depend on how well the box fits', () => {
    expect(
      difference(pixelsOf(picture(BLACK, WHITE), { x: 17, y: 13, width: 30, height: 45 }), plain),
    ).toBeLessThan(0.01);
  });

  it.each([
    ['right', { ...BOX, width: 17 }],
    ['left', { ...BOX, x: 32, width: 12 }],
    ['lower', { ...BOX, height: 31 }],
    ['upper and right', { x: 20, y: 19, width: 20, height: 36 }],
  ])('grows a box that cuts the strokes on its %s side', (_, cut) => {
    const grown = cropToMnist(picture(BLACK, WHITE), cut);
    expect(overlap(grown.box, BOX)).toBeGreaterThan(0.95);
    expect(difference(grown.pixels, plain)).toBeLessThan(0.1);
  });

  it('does not follow a ruling that the digit stands on', () => {
    const raster = picture(BLACK, WHITE);
    raster.data.fill(10, 3 * 70 * 54, 3 * 70 * 56);
    const { box } = cropToMnist(raster, BOX);
    expect(box.x).toBeGreaterThanOrEqual(BOX.x);
    expect(box.width).toBeLessThanOrEqual(BOX.width);
  });

  it.each([
    ['dark_on_light', 240, 10],
    ['light_on_dark', 10, 240],
  ])('does not grow over into a frame that the digit touches, %s', (polarity, paper, ink) => {
    const data = new Uint8Array(36 * 36).map((_, i) => {
      const [x, y] = [i % 36, Math.floor(i / 36)];
      const isFrame = Math.min(x, y, 35 - x, 35 - y) < 2;
      const isSeven = x >= 6 && x < 28 && y >= 6 && (y < 9 || Math.abs(x - 26 + 0.3 * (y - 6)) < 1.6);
      return isFrame || isSeven ? ink : paper;
    });
    const box = { x: 6, y: 5, width: 22, height: 28 };
    expect(cropToMnist({ width: 36, height: 36, channels: 1, data }, box).polarity).toBe(polarity);
  });

  it('leaves out what lies outside of the box', () => {
    const raster = picture(BLACK, WHITE);
    for (let y = 0; y < 75; y++) raster.data.fill(10, 3 * (70 * y + 52), 3 * (70 * y + 56));
    expect(difference(pixelsOf(raster, BOX), plain)).toBeLessThan(0.05);
  });

  it('reads a digit that fills its picture', () => {
    const raster = picture(BLACK, WHITE);
    const rows = Array.from({ length: 40 }, (_, y) =>
      raster.data.subarray(3 * (70 * (y + 15) + 20), 3 * (70 * (y + 15) + 44)),
    );
    const tight: Raster = { width: 24, height: 40, channels: 3, data: Buffer.concat(rows) };
    expect(difference(pixelsOf(tight, { x: 0, y: 0, width: 24, height: 40 }), plain)).toBeLessThan(0.02);
  });

  it('is empty where every pixel is alike, and takes boxes that are not in the picture', () => {
    const grey = picture(WHITE, WHITE);
    expect(Math.max(...pixelsOf(grey, BOX))).toBe(0);
    for (const box of [
      { ...BOX, x: -200 },
      { ...BOX, y: 900 },
      { x: 3.4, y: 2.2, width: 0, height: 0 },
    ]) {
      expect(pixelsOf(picture(BLACK, WHITE), box).every(Number.isFinite)).toBe(true);
    }
  });
});
