import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GreyImage } from '../../src/preprocess/grey-image';
import { topHat } from '../../src/preprocess/top-hat';

const imageOf = (width: number, height: number, valueAt: (x: number, y: number) => number): GreyImage => ({
  width,
  height,
  data: Float32Array.from({ length: width * height }, (_, i) => valueAt(i % width, Math.floor(i / width))),
});

describe('topHat()', () => {
  it('keeps a stroke that is narrower than the square, as much brighter as it is than what is beside it', () => {
    const isStroke = (x: number) => x >= 9 && x < 12;
    const image = imageOf(20, 20, (x) => (isStroke(x) ? 70 : 20));
    expect(topHat(image, 3)).toEqual(imageOf(20, 20, (x) => (isStroke(x) ? 50 : 0)));
  });

  it('removes what is wider, up to the edge of it', () => {
    const image = imageOf(20, 20, (x, y) => (x < 12 && y < 14 ? 70 : 20));
    expect(topHat(image, 3)).toEqual(imageOf(20, 20, () => 0));
  });

  it('finds a stroke across an edge on both sides of it', () => {
    const isStroke = (y: number) => y === 10 || y === 11;
    const image = imageOf(20, 20, (x, y) => (x < 10 ? 100 : 0) + (isStroke(y) ? 50 : 0));
    expect(topHat(image, 3)).toEqual(imageOf(20, 20, (_, y) => (isStroke(y) ? 50 : 0)));
  });

  it('is never below 0, and nothing changes if all is brighter by the same', () => {
    const images = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 5 }))
      .chain(([width, height, reach]) =>
        fc
          .array(fc.integer({ min: 0, max: 255 }), { minLength: width * height, maxLength: width * height })
          .map((values) => ({ image: { width, height, data: Float32Array.from(values) }, reach })),
      );
    fc.assert(
      fc.property(images, fc.integer({ min: 1, max: 90 }), ({ image, reach }, more) => {
        const { data } = topHat(image, reach);
        expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
        const brighter = { ...image, data: image.data.map((value) => value + more) };
        expect(topHat(brighter, reach).data).toEqual(data);
      }),
    );
  });
});
