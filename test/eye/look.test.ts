import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/lib/random';
import { LOOK_VALUES, look, wholeRegion } from '../../src/eye/look';
import type { Raster } from '../../src/image/raster';

function pictureOf(
  width: number,
  height: number,
  level: (x: number, y: number, c: number) => number,
): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = level(pixel % width, Math.floor(pixel / width), i % 3);
  }
  return { width, height, channels: 3, data };
}

const random = seededRandom(5);
const noisy = (width: number, height: number) => pictureOf(width, height, () => 40 + 100 * random());
const seen = (raster: Raster, region = wholeRegion(raster)) => {
  const into = new Float32Array(LOOK_VALUES);
  look(raster, region, into);
  return into;
};
const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('look()', () => {
  it('shows 64×64 pixels as they are, but for brightness and contrast', () => {
    const raster = noisy(64, 64);
    const into = seen(raster);
    const slope = (into[30]! - into[33]!) / (raster.data[30]! - raster.data[33]!);
    expect((into[3000]! - into[3003]!) / (raster.data[3000]! - raster.data[3003]!)).toBeCloseTo(slope, 4);
  });

  it('has mean 0 in each colour and deviation 1', () => {
    for (const raster of [noisy(64, 64), noisy(20, 20), noisy(150, 150)]) {
      const into = seen(raster);
      for (let c = 0; c < 3; c++) {
        const colour = into.filter((_, i) => i % 3 === c);
        expect(colour.reduce((sum, value) => sum + value, 0) / 4096).toBeCloseTo(0, 4);
      }
      expect(into.reduce((sum, value) => sum + value ** 2, 0) / LOOK_VALUES).toBeCloseTo(1, 4);
    }
  });

  it('is the same for a brighter picture, and the opposite for a negative', () => {
    const raster = noisy(50, 50);
    const brighter = { ...raster, data: raster.data.map((level) => level + 60) };
    const negative = { ...raster, data: raster.data.map((level) => 255 - level) };
    const into = seen(raster);
    expect(largestDifference(seen(brighter), into)).toBeLessThan(1e-4);
    expect(
      largestDifference(
        seen(negative).map((value) => -value),
        into,
      ),
    ).toBeLessThan(1e-4);
  });

  it('is the same for a picture that was enlarged by whole factors, once it has more pixels than a look', () => {
    const raster = noisy(64, 64);
    const larger = pictureOf(
      192,
      192,
      (x, y, c) => raster.data[3 * (64 * Math.floor(y / 3) + Math.floor(x / 3)) + c]!,
    );
    expect(largestDifference(seen(larger), seen(raster))).toBeLessThan(1e-4);
  });

  it('shows what is not square in the middle, with 0 around it', () => {
    const into = seen(noisy(64, 32));
    expect(into.subarray(0, 64 * 3 * 16).every((value) => value === 0)).toBe(true);
    expect(into.subarray(64 * 3 * 16, 64 * 3 * 17).some((value) => value !== 0)).toBe(true);
    expect(into.subarray(64 * 3 * 48).every((value) => value === 0)).toBe(true);
  });

  it('is 0 where all pixels are alike, and where the region misses the picture', () => {
    const grey = pictureOf(10, 10, () => 90);
    expect(largestDifference(seen(grey), new Float32Array(LOOK_VALUES))).toBeLessThan(1e-4);
    expect(seen(noisy(10, 10), { x: 50, y: 50, side: 10 }).every((value) => value === 0)).toBe(true);
  });

  it('reads pictures of a single pixel, row or column', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 9],
      [300, 1],
    ] as const) {
      expect(seen(noisy(width, height)).every(Number.isFinite)).toBe(true);
    }
  });
});
