import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/lib/random';
import { renderStress, SEVERITIES, STRESS_FAMILIES } from '../../../scripts/lib/scenes/stress';
import { depthInInk, digitField, inkBox } from '../../../scripts/lib/scenes/stress/digit-field';
import { lightAt } from '../../../scripts/lib/scenes/stress/light';
import { plainScene } from '../../../scripts/lib/scenes/stress/scene';
import { thin } from '../../../scripts/lib/scenes/stress/thin';
import { canvas, fillRect } from '../../support/image/canvas';

const seven = fillRect(fillRect(canvas(28, 28, 0), 8, 4, 12, 3, 255), 17, 7, 3, 17, 255).data;

describe('renderStress()', () => {
  const extremes = STRESS_FAMILIES.flatMap((family) => [[family, 1] as const, [family, 5] as const]);

  it.each(extremes)('draws %s at severity %i within the bounds of a raster', (family, severity) => {
    const raster = renderStress(seven, family, severity, 7);
    expect(raster.data.length).toBe(raster.width * raster.height * raster.channels);
    expect(Math.min(raster.width, raster.height)).toBeGreaterThanOrEqual(16);
    expect(Math.max(raster.width, raster.height)).toBeLessThanOrEqual(1800);
    expect(new Set(raster.data).size).toBeGreaterThan(1);
  });

  it('gives the same picture for the same seed and another for another', () => {
    const first = renderStress(seven, 'sensor-noise', 3, 1);
    expect(renderStress(seven, 'sensor-noise', 3, 1)).toEqual(first);
    expect(renderStress(seven, 'sensor-noise', 3, 2)).not.toEqual(first);
  });

  it('grows harder with severity: the faint pencil loses contrast', () => {
    const spans = SEVERITIES.map((severity) => {
      const { data } = renderStress(seven, 'faint-pencil', severity, 3);
      const levels = Array.from(data).sort((a, b) => a - b);
      return levels[Math.floor(0.99 * levels.length)]! - levels[Math.floor(0.01 * levels.length)]!;
    });
    expect(spans).toEqual([...spans].sort((a, b) => b - a));
  });
});

describe('digitField()', () => {
  it('is inside in the middle of a stroke and outside beside it', () => {
    const field = digitField(seven);
    expect(depthInInk(field, 18.5, 15, null)).toBeCloseTo(1.5, 0);
    expect(depthInInk(field, 15, 15, null)).toBeCloseTo(-2, 0);
    expect(depthInInk(field, 40, 15, null)).toBeLessThan(0);
  });

  it('draws the middle line with a pen of any width', () => {
    const field = digitField(seven);
    expect(depthInInk(field, 18.5, 15, 8)).toBeCloseTo(4, 0);
    expect(depthInInk(field, 18.5, 15, 0.2)).toBeCloseTo(0.1, 0);
  });
});

describe('inkBox()', () => {
  it('is that of the strokes as written: 12×20 at (8, 4)', () => {
    const { x, y, width, height } = inkBox(digitField(seven), null);
    for (const [side, expected] of [
      [x, 8],
      [y, 4],
      [width, 12],
      [height, 20],
    ] as const) {
      expect(side).toBeCloseTo(expected, 0);
    }
  });

  it('is wider with a wider pen', () => {
    const field = digitField(seven);
    expect(inkBox(field, 6).width - inkBox(field, 2).width).toBeCloseTo(4, 0);
  });

  it('is the whole square without ink', () => {
    expect(inkBox(digitField(new Uint8Array(784)), null)).toEqual({ x: 0, y: 0, width: 28, height: 28 });
  });
});

describe('thin()', () => {
  it('leaves the middle line of a bar of 3×9', () => {
    const bar = fillRect(canvas(9, 13, 0), 3, 2, 3, 9, 1).data;
    const skeleton = thin(bar, 9, 13);
    const columns = new Set(Array.from(skeleton).flatMap((member, i) => (member ? [i % 9] : [])));
    expect(columns).toEqual(new Set([4]));
    expect(skeleton.reduce((a, b) => a + b)).toBeGreaterThanOrEqual(6);
  });
});

describe('lightAt()', () => {
  it('falls from 1 to 0.5 across the picture with a gradient of 0.5', () => {
    const plain = plainScene(seededRandom(1), 101);
    const scene = { ...plain, light: { ...plain.light, gradient: 0.5, direction: 0 } };
    expect(lightAt(scene, 0, 50)).toBeCloseTo(1, 2);
    expect(lightAt(scene, 100, 50)).toBeCloseTo(0.5, 2);
  });
});
