import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitInk } from '../../src/preprocess/split-ink';

const picture = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 784,
    maxLength: 784,
  })
  .map((pixels) => Float32Array.from(pixels));

it('splitInk() puts every pixel of ink into one region and no paper into any', () => {
  fc.assert(
    fc.property(picture, fc.integer({ min: 1, max: 40 }), (pixels, count) => {
      const ink = [...pixels.keys()].filter((pixel) => pixels[pixel]! > 0);
      const regions = splitInk(pixels, count);
      expect(regions.flat().sort((a, b) => a - b)).toEqual(ink);
      expect(regions.every((region) => region.length > 0)).toBe(true);
      expect(regions.length).toBeLessThanOrEqual(count);
    }),
  );
});

it('splitInk() gives each region about the same amount of ink', () => {
  const pixels = new Float32Array(784);
  for (let row = 4; row < 24; row++)
    for (let column = 10; column < 14; column++) pixels[row * 28 + column] = 1;
  const regions = splitInk(pixels, 4);
  expect(regions.map((region) => region.length)).toEqual([20, 20, 20, 20]);
  const rows = regions.map((region) => [...new Set(region.map((pixel) => Math.floor(pixel / 28)))].length);
  expect(rows).toEqual([5, 5, 5, 5]);
});

it('splitInk() finds no region where there is no ink', () => {
  expect(splitInk(new Float32Array(784), 4)).toEqual([]);
});
