import { describe, expect, it } from 'vitest';
import type { GreyImage } from '../../src/preprocess/grey-image';
import { normalize } from '../../src/preprocess/normalize';
import { findTightCrop } from '../../src/preprocess/tight-crop';
import { canvas, fillRect } from '../support/image/canvas';

const asGrey = (raster: ReturnType<typeof canvas>): GreyImage => ({
  ...raster,
  data: Float32Array.from(raster.data),
});

/** A bar of 10×16 in 16×16: ink from top to bottom, more of it than paper. */
const bar = (paper: number, ink: number) => fillRect(canvas(16, 16, paper), 3, 0, 10, 16, ink);

/** An 8 of a felt pen, cropped to its ink: two small holes, and a notch on each side between them. */
const eight = (paper: number, ink: number) => {
  const holes = fillRect(fillRect(canvas(20, 20, ink), 7, 5, 5, 3, paper), 7, 12, 5, 4, paper);
  const notched = fillRect(fillRect(holes, 0, 8, 2, 3, paper), 18, 8, 2, 3, paper);
  return [
    [0, 0],
    [17, 0],
    [0, 17],
    [17, 17],
  ].reduce((crop, [x, y]) => fillRect(crop, x!, y!, 3, 3, paper), notched);
};

describe('findTightCrop()', () => {
  it('takes what has the corners for paper, though there is less of it', () => {
    expect(findTightCrop(asGrey(bar(0, 255)))).toEqual({ polarity: 'light_on_dark', paper: 0, ink: 255 });
    expect(findTightCrop(asGrey(bar(255, 0)))).toEqual({ polarity: 'dark_on_light', paper: 255, ink: 0 });
  });

  it('leaves a digit with room around it to the steps for other pictures', () => {
    expect(findTightCrop(asGrey(fillRect(canvas(32, 32, 255), 12, 6, 8, 20, 0)))).toBeNull();
  });

  it('leaves gradients alone, which have more than two levels', () => {
    const data = Float32Array.from({ length: 256 }, (_, i) => 17 * (i % 16));
    expect(findTightCrop({ width: 16, height: 16, data })).toBeNull();
  });

  it('leaves large pictures alone, where the two may be light and shadow', () => {
    expect(findTightCrop(asGrey(fillRect(canvas(120, 120, 200), 0, 0, 60, 120, 100)))).toBeNull();
  });
});

describe('normalize() on a tight crop', () => {
  it.each([
    ['white on black', 0, 255],
    ['black on white', 255, 0],
    ['grey on grey', 120, 90],
  ])('keeps a bar wider than the paper beside it whole: %s', (_, paper, ink) => {
    const { pixels, crop } = normalize(bar(paper, ink));
    expect(crop).toEqual({ x: 3, y: 0, width: 10, height: 16 });
    expect(Math.min(...pixels.subarray(14 * 28 + 12, 14 * 28 + 17))).toBeGreaterThan(0.9);
  });

  it.each([
    ['white on black', 0, 255],
    ['black on white', 255, 0],
  ])('does not take the holes of a thick 8 for ink: %s', (polarity, paper, ink) => {
    const found = normalize(eight(paper, ink));
    expect(found.polarity).toBe(polarity === 'white on black' ? 'light_on_dark' : 'dark_on_light');
    expect(found.crop).toEqual({ x: 0, y: 0, width: 20, height: 20 });
  });
});
