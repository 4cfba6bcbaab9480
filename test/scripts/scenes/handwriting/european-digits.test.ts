import { describe, expect, it } from 'vitest';
import { openShippedEye } from '../../../../scripts/lib/model-files/open-models';
import { drawEuropeanDigit } from '../../../../scripts/lib/scenes/handwriting/european-digits';
import { renderShape } from '../../../../scripts/lib/scenes/stress';
import { drawStrokes, smooth } from '../../../../scripts/lib/scenes/stress/draw-strokes';
import { findDigit } from '../../../../src/recognition/recognize';

const SIDE = 112;
const rowsWithInk = (shape: Uint8Array): number[] =>
  Array.from({ length: SIDE }, (_, row) => row).filter((row) =>
    shape.subarray(row * SIDE, (row + 1) * SIDE).includes(1),
  );

describe('drawEuropeanDigit()', () => {
  it('gives the same digit for the same seed, and every label in its turn', () => {
    expect(drawEuropeanDigit(7)).toEqual(drawEuropeanDigit(7));
    const labels = new Set(Array.from({ length: 40 }, (_, seed) => drawEuropeanDigit(seed).label));
    expect(labels).toEqual(new Set([0, 1, 3, 4, 7, 9]));
  });

  it('draws shapes that survive paper, camera and eye', async () => {
    const eye = await openShippedEye('v2.0');
    for (let seed = 0; seed < 6; seed++) {
      const raster = renderShape(drawEuropeanDigit(seed).shape, 'plain', 1, seed);
      const { pixels, emptiness } = findDigit(raster, { eye }).normalized;
      expect(emptiness).toBeNull();
      expect(pixels.reduce((sum, value) => sum + value)).toBeGreaterThan(20);
    }
  });
});

describe('drawStrokes()', () => {
  it('draws a bar of 80 rows and 8 columns, with round ends of 4', () => {
    const bar = drawStrokes(
      [
        [
          [0.5, 0],
          [0.5, 1],
        ],
      ],
      0.1,
    );
    expect(rowsWithInk(bar).length).toBe(88);
    expect(bar.subarray(56 * SIDE, 57 * SIDE).reduce((a, b) => a + b)).toBe(8);
  });
});

describe('smooth()', () => {
  it('runs through the points that it is given', () => {
    const line = smooth(
      [
        [0, 0],
        [0.5, 1],
        [1, 0],
      ],
      4,
    );
    for (const point of [
      [0, 0],
      [0.5, 1],
      [1, 0],
    ])
      expect(line).toContainEqual(point);
  });
});
