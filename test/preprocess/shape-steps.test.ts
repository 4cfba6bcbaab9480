import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/lib/random';
import { adjustStrokes } from '../../src/preprocess/adjust-strokes';
import { distanceTo } from '../../src/preprocess/distance';
import type { GreyImage } from '../../src/preprocess/grey-image';
import { boxOf, centreOfMass } from '../../src/preprocess/ink-geometry';
import { place } from '../../src/preprocess/place';
import { strokeWidth } from '../../src/preprocess/stroke-width';

/** Full ink in the given boxes. */
function inkIn(
  width: number,
  height: number,
  ...boxes: [x: number, y: number, w: number, h: number][]
): GreyImage {
  const data = new Float32Array(width * height);
  for (const [left, top, w, h] of boxes) {
    for (let y = top; y < top + h; y++) data.fill(1, y * width + left, y * width + left + w);
  }
  return { width, height, data };
}

const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);

/** Mean column of the ink in a row of 28×28. */
function centreOfRow(pixels: Float32Array, row: number): number {
  const line = pixels.subarray(row * 28, (row + 1) * 28);
  return line.reduce((total, value, column) => total + value * column, 0) / sum(line);
}

describe('distanceTo()', () => {
  it('gives 1, 0, 1, 2 in a row with the set {1}, and 0 but there for its complement', () => {
    const row = { width: 4, height: 1, data: Float32Array.of(0, 1, 0, 0) };
    expect([...distanceTo(row, 0.5, true)]).toEqual([1, 0, 1, 2]);
    expect([...distanceTo(row, 0.5, false)]).toEqual([0, 1, 0, 0]);
  });

  it('is at most 5.5 % above and 5.8 % below the Euclidean distance', () => {
    const distance = distanceTo(inkIn(41, 41, [20, 20, 1, 1]), 0.5, true);
    distance.forEach((value, i) => {
      const euclidean = Math.hypot((i % 41) - 20, Math.floor(i / 41) - 20);
      expect(value).toBeLessThanOrEqual(1.055 * euclidean);
      expect(value).toBeGreaterThanOrEqual(0.942 * euclidean);
    });
  });
});

describe('strokeWidth()', () => {
  it('measures 2.6 on a bar of 3×20', () => {
    expect(strokeWidth(inkIn(28, 28, [12, 4, 3, 20]))).toBeCloseTo(2.6, 1);
  });

  it('is 0 without ink', () => {
    expect(strokeWidth(inkIn(28, 28))).toBe(0);
  });
});

describe('adjustStrokes()', () => {
  const placedWidth = (ink: GreyImage): number => {
    const box = boxOf(ink, 0.5)!;
    return (strokeWidth(ink) * 20) / Math.max(box.width, box.height);
  };

  it('grows hairlines of 2 in 100 pixels to about 1.8 in 20', () => {
    const hairline = inkIn(160, 160, [40, 30, 2, 100], [40, 30, 60, 2]);
    const adjusted = adjustStrokes(hairline, boxOf(hairline, 0.5)!);
    expect(placedWidth(adjusted)).toBeGreaterThan(1.5);
    expect(placedWidth(adjusted)).toBeLessThan(2.1);
  });

  it('thins a felt pen without losing it', () => {
    const felt = inkIn(160, 160, [40, 30, 30, 100], [40, 30, 80, 30]);
    const adjusted = adjustStrokes(felt, boxOf(felt, 0.5)!);
    expect(placedWidth(adjusted)).toBeLessThan(placedWidth(felt) - 1);
    expect(sum(adjusted.data)).toBeGreaterThan(0.3 * sum(felt.data));
  });

  it('grows a hairline along the border to both of its sides', () => {
    const hairline = inkIn(100, 100, [0, 0, 1, 100]);
    const adjusted = adjustStrokes(hairline, boxOf(hairline, 0.5)!);
    const { width } = boxOf(adjusted, 0.5)!;
    expect(width % 2).toBe(1);
    expect(width).toBeGreaterThan(6);
  });

  it('leaves strokes of a usual width alone', () => {
    const usual = inkIn(160, 160, [40, 30, 13, 100]);
    expect(adjustStrokes(usual, boxOf(usual, 0.5)!)).toBe(usual);
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
    const placed = place(inkIn(60, 30, [7, 5, 40, 10]), { x: 7, y: 5, width: 40, height: 10 });
    expect(sum(placed)).toBeCloseTo(20 * 5, 3);
    const row = [...placed.subarray(14 * 28, 15 * 28)].map((v) => Math.round(v * 10) / 10);
    expect(row).toEqual([0, 0, 0, 0, 0.5, ...Array(19).fill(1), 0.5, 0, 0, 0]);
  });

  it('softens the stairs of a slanted line in 16×16 pixels without grey', () => {
    const data = new Float32Array(16 * 16);
    for (let y = 0; y < 16; y++) data.fill(1, y * 16 + (y >> 1), y * 16 + (y >> 1) + 4);
    const placed = place({ width: 16, height: 16, data }, { x: 0, y: 0, width: 12, height: 16 });
    // Each row is to lie half a pixel further; rows that repeat pixels of the source would lie 0.1 or 0.96 further.
    const middles = Array.from({ length: 16 }, (_, row) => centreOfRow(placed, 6 + row));
    const steps = middles.slice(1).map((middle, row) => middle - middles[row]!);
    expect(Math.min(...steps)).toBeGreaterThan(0.25);
    expect(Math.max(...steps)).toBeLessThan(0.8);
  });

  it('keeps all ink, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 90 }), fc.integer(), (side, seed) => {
        const random = seededRandom(seed);
        const data = Float32Array.from({ length: side * side }, random);
        const placed = place({ width: side, height: side, data }, { x: 0, y: 0, width: side, height: side });
        expect(sum(placed) / (sum(data) * (20 / side) ** 2)).toBeCloseTo(1, 3);
      }),
    );
  });

  it('gives no more than 1 for solid ink of any size', () => {
    const boxes = fc.record({
      width: fc.integer({ min: 1, max: 200 }),
      height: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(boxes, ({ width, height }) => {
        const solid = { width, height, data: new Float32Array(width * height).fill(1) };
        expect(Math.max(...place(solid, { x: 0, y: 0, width, height }))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('keeps the box inside the image when its mass is all at one end', () => {
    const data = new Float32Array(20).fill(0.01);
    data[0] = 1;
    const placed = place({ width: 20, height: 1, data }, { x: 0, y: 0, width: 20, height: 1 });
    // A sixth of the last pixel lies beyond the image, where its spline ends.
    expect(sum(placed)).toBeCloseTo(1.19 - 0.01 / 6, 4);
  });
});
