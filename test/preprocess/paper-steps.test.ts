import { describe, expect, it } from 'vitest';
import { gaussian, seededRandom } from '../../scripts/lib/random';
import { estimateBackground, estimateUnevenBackground } from '../../src/preprocess/background';
import { countOnBorder } from '../../src/preprocess/border';
import type { GreyImage } from '../../src/preprocess/grey-image';
import { inkStrength } from '../../src/preprocess/ink-strength';
import { findInkLevels } from '../../src/preprocess/ink-threshold';
import { histogramOf, otsu } from '../../src/preprocess/otsu';
import { likelyPolarity } from '../../src/preprocess/polarity';
import { readInk } from '../../src/preprocess/read-ink';
import { removeRulings } from '../../src/preprocess/remove-rulings';
import { surveyPaper } from '../../src/preprocess/survey-paper';
import { runAtOnce } from '../../src/steps';

/** An image from a function of column and row. */
function paint(width: number, height: number, level: (x: number, y: number) => number): GreyImage {
  const data = Float32Array.from({ length: width * height }, (_, i) =>
    level(i % width, Math.floor(i / width)),
  );
  return { width, height, data };
}

const inStroke = (x: number, y: number): boolean => x >= 28 && x < 34 && y >= 12 && y < 50;

describe('surveyPaper()', () => {
  it('finds the level 200 under a stroke of 50, and that all departures are darker', () => {
    const grey = paint(64, 64, (x, y) => (inStroke(x, y) ? 50 : 200));
    expect(surveyPaper(grey)).toEqual({ level: 200, darkerShare: 1, light: null });
  });

  it('finds no level in a gradient from 200 to 100, and still which side the ink is on', () => {
    const grey = paint(64, 64, (x, y) => (200 - (100 * x) / 63) * (inStroke(x, y) ? 0.3 : 1));
    const paper = surveyPaper(grey);
    expect(paper.level).toBeNull();
    expect(paper.darkerShare).toBeGreaterThan(0.9);
  });

  it('handles images of a single pixel and of a single row', () => {
    expect(surveyPaper(paint(1, 1, () => 7)).level).toBe(7);
    expect(surveyPaper(paint(300, 1, () => 7)).level).toBe(7);
  });
});

describe('countOnBorder()', () => {
  it('counts a 1 in a corner of 3×3 twice, for two sides, and one in the middle not at all', () => {
    const grey = paint(3, 3, (x, y) => (x === y && x < 2 ? 1 : 0));
    expect(countOnBorder(grey, (value) => value > 0)).toBe(2);
    expect(countOnBorder(grey, () => true)).toBe(12);
  });
});

describe('histogramOf()', () => {
  it('rounds 0.4, 0.5 and 255 to the levels 0, 1 and 255', () => {
    const histogram = histogramOf({ width: 3, height: 1, data: Float32Array.of(0.4, 0.5, 255) });
    expect([histogram[0], histogram[1], histogram[255]]).toEqual([1, 1, 1]);
  });
});

describe('likelyPolarity()', () => {
  it('is dark on light without doubt at 0.9, light on dark in doubt at 0.4', () => {
    expect(likelyPolarity(0.9)).toMatchObject({ polarity: 'dark_on_light', doubtful: false });
    expect(likelyPolarity(0.4)).toMatchObject({ polarity: 'light_on_dark', doubtful: true });
  });

  it('gives an advantage of 1 at 0.5, of 3 at 0.9 and 0.1, and of at most 5', () => {
    expect([0.5, 0.9, 0.1, 1].map((share) => likelyPolarity(share).headStart)).toEqual([
      1,
      expect.closeTo(3, 6),
      expect.closeTo(3, 6),
      5,
    ]);
  });
});

describe('estimateBackground()', () => {
  it('fills a stroke and keeps the edge of a shadow: 9 9 2 9 8 8 8 becomes 9 9 9 9 8 8 8', () => {
    const row = { width: 7, height: 1, data: Float32Array.of(9, 9, 2, 9, 8, 8, 8) };
    expect([...estimateBackground(row, null, 1).data]).toEqual([9, 9, 9, 9, 8, 8, 8]);
  });

  it('fills a stroke along the border when even paper goes on beyond it', () => {
    const row = { width: 6, height: 1, data: Float32Array.of(2, 2, 9, 9, 9, 9) };
    expect([...estimateBackground(row, 9, 2).data]).toEqual([9, 9, 9, 9, 9, 9]);
    expect([...estimateBackground(row, null, 1).data]).toEqual([2, 2, 9, 9, 9, 9]);
  });

  it('equals the maximum and minimum found by trying every pixel of the square', () => {
    const random = seededRandom(3);
    const grey = paint(23, 17, () => Math.floor(255 * random()));
    const slide = (image: GreyImage, pick: (...values: number[]) => number): GreyImage =>
      paint(image.width, image.height, (x, y) => {
        const values: number[] = [];
        for (let v = Math.max(y - 3, 0); v <= Math.min(y + 3, image.height - 1); v++) {
          for (let u = Math.max(x - 3, 0); u <= Math.min(x + 3, image.width - 1); u++) {
            values.push(image.data[v * image.width + u]!);
          }
        }
        return pick(...values);
      });
    expect(estimateBackground(grey, null, 3)).toEqual(slide(slide(grey, Math.max), Math.min));
  });
});

describe('estimateUnevenBackground()', () => {
  const row = (...levels: number[]): GreyImage => ({
    width: levels.length,
    height: 1,
    data: Float32Array.from(levels),
  });

  it('leaves no rim where light rises from the border: 1 2 3 4 5 stays, not 2 2 3 4 5', () => {
    const slope = row(1, 2, 3, 4, 5);
    expect([...estimateBackground(slope, null, 1).data]).toEqual([2, 2, 3, 4, 5]);
    expect([...estimateUnevenBackground(slope, slope, 1).data]).toEqual([1, 2, 3, 4, 5]);
  });

  it('fills a stroke and keeps the edge of a shadow that the light at large passes over', () => {
    const light = row(9, 8, 7, 6, 5, 4, 3);
    expect([...estimateUnevenBackground(row(9, 9, 9, 3, 3, 3, 3), light, 1).data].slice(0, 5)).toEqual([
      9, 9, 9, 3, 3,
    ]);
    expect(estimateUnevenBackground(row(9, 8, 7, 0, 5, 4, 3), light, 1).data[3]).toBeGreaterThanOrEqual(5);
  });
});

describe('readInk() in the dark', () => {
  it('compares both polarities in grey levels: bright ink on paper that is nearly black', () => {
    const isInk = (x: number, y: number) =>
      (x >= 3 && x < 26 && y >= 4 && y < 8) || (x >= 22 && x < 26 && y >= 4);
    const grey = paint(32, 32, (x, y) => 12 + y + (isInk(x, y) ? 15 : 0));
    expect(runAtOnce(readInk(grey, true, null)).polarity).toBe('light_on_dark');
  });
});

describe('inkStrength()', () => {
  it('is 0.75 for 50 on 200 in the sun and for 20 on 80 in the shade', () => {
    const grey = { width: 2, height: 1, data: Float32Array.of(50, 20) };
    const background = { width: 2, height: 1, data: Float32Array.of(200, 80) };
    expect([...inkStrength(grey, background, true).data]).toEqual([0.75, 0.75]);
  });

  it('is the difference over 255 where levels are not light', () => {
    const grey = { width: 1, height: 1, data: Float32Array.of(49) };
    const background = { width: 1, height: 1, data: Float32Array.of(100) };
    expect(inkStrength(grey, background, false).data[0]).toBeCloseTo(0.2, 6);
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

describe('findInkLevels()', () => {
  it('parts 3 % of ink at 0.61 from paper at 0.01', () => {
    const levels = findInkLevels(paint(100, 1, (x) => (x >= 40 && x < 43 ? 0.61 : 0.01)));
    expect(levels.ink).toBeCloseTo(0.61, 2);
    expect(levels.paper).toBeCloseTo(0.01, 2);
    expect(levels.threshold).toBeGreaterThan(0.02);
    expect(levels.threshold).toBeLessThan(0.61);
  });

  it('parts 60 % of ink from the paper that is left', () => {
    const levels = findInkLevels(paint(100, 1, (x) => (x < 60 ? 0.9 : 0.01)));
    expect(levels.paper).toBeCloseTo(0.01, 2);
    expect(levels.ink).toBeCloseTo(0.9, 2);
  });

  it('finds no ink in noise alone', () => {
    const random = seededRandom(8);
    const levels = findInkLevels(paint(100, 100, () => 0.2 + 0.02 * gaussian(random)));
    expect(levels.noise).toBeCloseTo(0.02, 2);
    expect(levels.threshold).toBeGreaterThan(0.26);
  });
});

describe('removeRulings()', () => {
  const ruled = paint(60, 60, (x, y) => {
    if (x >= 20 && x < 24 && y > 10) return 0.8;
    return y === 30 ? 0.3 : 0;
  });

  it('takes out a row of 0.3 but for the 4 pixels where a stroke of 0.8 crosses it', () => {
    const row = removeRulings(ruled, 0.05).data.subarray(30 * 60, 31 * 60);
    expect([...row]).toEqual([...Float32Array.from({ length: 60 }, (_, x) => (x >= 20 && x < 24 ? 0.8 : 0))]);
  });

  it('carries strokes across a line that is as dark as they are', () => {
    const dark = paint(60, 60, (x, y) => ((x >= 20 && x < 24 && y > 10) || y === 30 ? 0.8 : 0));
    const row = removeRulings(dark, 0.05).data.subarray(30 * 60, 31 * 60);
    expect([...row].map((v) => v > 0.5)).toEqual(Array.from({ length: 60 }, (_, x) => x >= 20 && x < 24));
  });

  it('finds lines that are a little tilted', () => {
    const tilted = paint(80, 80, (x, y) => (Math.abs(y - 40 - 0.05 * (x - 40)) <= 1 ? 0.4 : 0));
    const left = removeRulings(tilted, 0.05).data.reduce((sum, value) => sum + value, 0);
    expect(left).toBeLessThan(0.05 * tilted.data.reduce((sum, value) => sum + value, 0));
  });

  it('leaves a thick stroke from side to side alone', () => {
    const thick = paint(60, 60, (_, y) => (y >= 20 && y < 28 ? 0.8 : 0));
    expect(removeRulings(thick, 0.05)).toEqual(thick);
  });
});

describe('readInk()', () => {
  it('reads a thick 8 that fills more than half of its crop', () => {
    const within = (x: number, y: number, rx: number, ry: number) =>
      Math.min(...[3.7, 11.3].map((middle) => ((x - 7.5) / rx) ** 2 + ((y - middle) / ry) ** 2)) < 1;
    const eight = paint(16, 16, (x, y) => (within(x, y, 8, 4.5) && !within(x, y, 4.5, 2) ? 255 : 0));
    expect(eight.data.filter((level) => level > 0).length).toBeGreaterThan(128);
    const { polarity, selection } = runAtOnce(readInk(eight, true, null));
    expect(polarity).toBe('light_on_dark');
    expect(selection.pieces.map(({ box }) => box)).toEqual([{ x: 0, y: 0, width: 16, height: 16 }]);
  });

  it('reads a dark digit on a sheet that lies for the greater part in the shade', () => {
    const grey = paint(90, 90, (x, y) => {
      const light = x + y < 60 ? 1 : 0.45;
      const onRing = Math.abs(Math.hypot(x - 50, y - 50) - 20) < 3;
      return 220 * light * (onRing ? 0.25 : 1);
    });
    const { polarity, selection } = runAtOnce(readInk(grey, true, null));
    expect(polarity).toBe('dark_on_light');
    expect(selection.pieces[0]!.box).toMatchObject({ x: 28, y: 28, width: 45, height: 45 });
  });
});
